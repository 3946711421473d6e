/// A program that tries to harm the machine, the worker or the next job, as the body of a function.
struct HostileProgram: Sendable {
    var name: String
    /// The beginnings of the outcomes it may have, in the words of the test.
    var outcomes: [String]
    var body: String
    /// Its time limit; generous where it is not to be reached.
    var seconds: Double

    init(_ name: String, _ outcomes: String..., seconds: Double = 20, body: String) {
        self.name = name
        self.outcomes = outcomes
        self.body = body
        self.seconds = seconds
    }
}

extension HostileProgram {
    static let all =
        network + files + worker + processes + memory + time
        + output + answers + ends + interpreter + values + leftovers

    /// Network.
    private static let network: [HostileProgram] = [
        HostileProgram(
            "tcp to this machine", "ConnectionRefusedError",
            body: #"""
                import socket
                socket.create_connection(('127.0.0.1', 80), 1)
                return 'won'
                """#),
        HostileProgram(
            "tcp to another machine", "OSError",
            body: #"""
                import socket
                socket.create_connection(('192.0.2.1', 80), 1)
                return 'won'
                """#),
        HostileProgram(
            "udp to another machine", "OSError",
            body: #"""
                import socket
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))
                return 'won'
                """#),
        HostileProgram(
            "names", "gaierror",
            body: #"""
                import socket
                socket.getaddrinfo('example.com', 80)
                return 'won'
                """#),
        HostileProgram(
            "a service's unix socket", "FileNotFoundError",
            body: #"""
                import socket
                socket.socket(socket.AF_UNIX).connect('/run/docker.sock')
                return 'won'
                """#),
        HostileProgram(
            "an abstract unix socket", "ConnectionRefusedError",
            body: #"""
                import socket
                socket.socket(socket.AF_UNIX).connect(chr(0) + '/tmp/.X11-unix/X0')
                return 'won'
                """#),
        HostileProgram(
            "a raw socket", "PermissionError",
            body: #"""
                import socket
                socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
                return 'won'
                """#),
        HostileProgram(
            "interfaces", "value [\"lo\"]",
            body: #"""
                import socket
                return [name for _, name in socket.if_nameindex()]
                """#),
    ]

    /// Files.
    private static let files: [HostileProgram] = [
        HostileProgram(
            "passwords", "FileNotFoundError",
            body: #"""
                open('/etc/passwd')
                return 'won'
                """#),
        HostileProgram(
            "homes", "FileNotFoundError",
            body: #"""
                import os
                os.listdir('/home')
                return 'won'
                """#),
        HostileProgram(
            "writing to the system", "OSError", "PermissionError",
            body: #"""
                open('/usr/planted', 'w')
                return 'won'
                """#),
        HostileProgram(
            "writing beside the root", "PermissionError", "OSError",
            body: #"""
                open('/planted', 'w')
                return 'won'
                """#),
        HostileProgram(
            "writing beside the system's settings", "PermissionError", "OSError",
            body: #"""
                open('/etc/planted', 'w')
                return 'won'
                """#),
        HostileProgram(
            "writing above the interpreter", "PermissionError", "OSError",
            body: #"""
                import os, sys
                open(os.path.join(os.path.dirname(sys.prefix), 'planted'), 'w')
                return 'won'
                """#),
        HostileProgram(
            "through a link", "FileNotFoundError",
            body: #"""
                import os
                os.symlink('/etc/shadow', '/tmp/link')
                open('/tmp/link')
                return 'won'
                """#),
        HostileProgram(
            "a hard link to the interpreter", "OSError", "PermissionError",
            body: #"""
                import os, sys
                os.link(os.path.realpath(sys.executable), '/tmp/python')
                return 'won'
                """#),
        HostileProgram(
            "a device", "PermissionError",
            body: #"""
                import os, stat
                os.mknod('/tmp/disk', stat.S_IFBLK | 0o666, os.makedev(8, 0))
                return 'won'
                """#),
        HostileProgram(
            "chroot", "PermissionError",
            body: #"""
                import os
                os.chroot('/tmp')
                return 'won'
                """#),
        HostileProgram(
            "mount", "value -1",
            body: #"""
                import ctypes
                return ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None)
                """#),
        HostileProgram(
            "the kernel's settings", "PermissionError", "OSError", "FileNotFoundError",
            body: #"""
                open('/proc/sys/kernel/core_pattern', 'w').write('|/bin/sh')
                return 'won'
                """#),
        HostileProgram(
            "root again", "PermissionError",
            body: #"""
                import os
                os.setuid(0)
                return 'won'
                """#),
        HostileProgram(
            "more priority", "PermissionError",
            body: #"""
                import os
                os.nice(-20)
                return 'won'
                """#),
        HostileProgram(
            "higher limits", "ValueError",
            body: #"""
                import resource
                resource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6))
                return 'won'
                """#),
        HostileProgram(
            "all descriptors", "OSError",
            body: #"""
                import os
                while True: os.dup(0)
                return 'won'
                """#),
    ]

    /// The worker, seen from below.
    private static let worker: [HostileProgram] = [
        HostileProgram(
            "the worker's memory", "PermissionError",
            body: #"""
                import os
                open('/proc/%d/mem' % os.getppid(), 'rb').read(1)
                return 'won'
                """#),
        HostileProgram(
            "the worker's environment", "PermissionError",
            body: #"""
                import os
                open('/proc/%d/environ' % os.getppid(), 'rb').read(1)
                return 'won'
                """#),
        HostileProgram(
            "the worker's descriptors", "PermissionError",
            body: #"""
                import os
                os.listdir('/proc/%d/fd' % os.getppid())
                return 'won'
                """#),
        HostileProgram(
            "the first process's root", "PermissionError",
            body: #"""
                import os
                os.listdir('/proc/1/root')
                return 'won'
                """#),
        HostileProgram(
            "ptrace", "value -1",
            body: #"""
                import ctypes, os
                return ctypes.CDLL(None).ptrace(16, os.getppid(), None, None)
                """#),
        HostileProgram(
            "reading another process", "value -1",
            body: #"""
                import ctypes, os
                place = (ctypes.c_size_t * 2)(0x400000, 8)
                return ctypes.CDLL(None).process_vm_readv(os.getppid(), place, 1, place, 1, 0)
                """#),
        HostileProgram(
            "dumpable again", "value \"PermissionError\"",
            body: #"""
                import ctypes, os
                ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
                try:
                    open('/proc/%d/mem' % os.getppid(), 'rb')
                except OSError as error:
                    return type(error).__name__
                """#),
    ]

    /// Processes.
    private static let processes: [HostileProgram] = [
        HostileProgram(
            "fork bomb", "processes",
            body: #"""
                import os
                while True: os.fork()
                """#),
        HostileProgram(
            "many sleepers", "processes",
            body: #"""
                import os, time
                for _ in range(500):
                    if os.fork() == 0: time.sleep(60)
                time.sleep(60)
                """#),
        HostileProgram(
            "fork bomb in a namespace of its own", "processes",
            body: #"""
                import ctypes, os
                ctypes.CDLL(None).unshare(0x10000000)
                while True: os.fork()
                """#),
        HostileProgram(
            "threads", "processes",
            body: #"""
                import threading, time
                for _ in range(10000): threading.Thread(target=time.sleep, args=(60,)).start()
                """#),
        HostileProgram(
            "the shell's fork bomb", "processes", "timeout", "value \"back\"", seconds: 1,
            body: #"""
                import subprocess
                subprocess.run(['/bin/sh', '-c', 'b() { b | b & }; b; wait; sleep 60'])
                return 'back'
                """#),
        HostileProgram(
            "the shell instead", "timeout", seconds: 0.5,
            body: #"""
                import os
                os.execv('/bin/sh', ['sh', '-c', 'while :; do :; done'])
                """#),
        HostileProgram(
            "the shell, briefly", "no answer",
            body: #"""
                import os
                os.execv('/bin/sh', ['sh', '-c', 'exit 3'])
                """#),
        HostileProgram(
            "a daemon", "value \"back\"",
            body: #"""
                import os, time
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0: time.sleep(60)
                    os._exit(0)
                return 'back'
                """#),
        HostileProgram(
            "a daemon that ignores signals", "value \"back\"",
            body: #"""
                import os, signal
                if os.fork() == 0:
                    os.setsid()
                    for number in range(1, 32):
                        try: signal.signal(number, signal.SIG_IGN)
                        except OSError: pass
                    while True: pass
                return 'back'
                """#),
        HostileProgram(
            "both copies answer", "value \"parent\"",
            body: #"""
                import os, time
                if os.fork() == 0: return 'child'
                time.sleep(0.2)
                return 'parent'
                """#),
        HostileProgram(
            "only the copy answers", "no answer",
            body: #"""
                import os
                if os.fork() != 0: os._exit(0)
                return 'child'
                """#),
    ]

    /// Memory.
    private static let memory: [HostileProgram] = [
        HostileProgram(
            "a list", "MemoryError",
            body: #"""
                x = []
                while True: x.append('x' * 10**7)
                """#),
        HostileProgram(
            "a string", "MemoryError",
            body: #"""
                return len('x' * 10**12)
                """#),
        HostileProgram(
            "bytes", "MemoryError",
            body: #"""
                return len(bytearray(1 << 40))
                """#),
        HostileProgram(
            "small objects", "MemoryError", "timeout", seconds: 8,
            body: #"""
                x = {}
                while True: x[len(x)] = [len(x)]
                """#),
        HostileProgram(
            "an integer", "MemoryError", "OverflowError",
            body: #"""
                return (1 << (1 << 40)) % 7
                """#),
        HostileProgram(
            "a map", "OSError",
            body: #"""
                import mmap
                return len(mmap.mmap(-1, 1 << 40))
                """#),
        HostileProgram(
            "several processes", "MemoryError",
            body: #"""
                import os, time
                for _ in range(6):
                    if os.fork() == 0:
                        x = bytearray(b'x') * (200 << 20)
                        time.sleep(60)
                time.sleep(60)
                """#),
        HostileProgram(
            "a value that grows as it is written", "MemoryError", "timeout", seconds: 2,
            body: #"""
                x = []
                for _ in range(60): x = [x, x]
                return x
                """#),
    ]

    /// Time.
    private static let time: [HostileProgram] = [
        HostileProgram(
            "a loop", "timeout", seconds: 0.5,
            body: #"""
                while True: pass
                """#),
        HostileProgram(
            "a loop without signals", "timeout", seconds: 0.5,
            body: #"""
                import signal
                for number in range(1, 65):
                    try: signal.signal(number, signal.SIG_IGN)
                    except (OSError, ValueError): pass
                signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
                while True: pass
                """#),
        HostileProgram(
            "a loop that catches everything", "timeout", seconds: 0.5,
            body: #"""
                while True:
                    try:
                        while True: pass
                    except BaseException: pass
                """#),
        HostileProgram(
            "sleep", "timeout", seconds: 0.5,
            body: #"""
                import time
                time.sleep(60)
                """#),
        HostileProgram(
            "a power", "timeout", seconds: 0.5,
            body: #"""
                return 7 ** (10 ** 9) % 10
                """#),
        HostileProgram(
            "a regular expression", "timeout", seconds: 0.5,
            body: #"""
                import re
                return bool(re.match('(a+)+$', 'a' * 60 + 'b'))
                """#),
        HostileProgram(
            "a sum in C", "timeout", seconds: 0.5,
            body: #"""
                return sum(range(10 ** 13))
                """#),
        HostileProgram(
            "a queue in C", "timeout", seconds: 0.5,
            body: #"""
                import collections, itertools
                collections.deque(itertools.count(), maxlen=0)
                """#),
        HostileProgram(
            "a number's digits", "timeout", seconds: 0.5,
            body: #"""
                return len(str(1 << (1 << 26)))
                """#),
        HostileProgram(
            "an endless generator", "MemoryError", "timeout", seconds: 2,
            body: #"""
                return list(iter(int, 1))
                """#),
        HostileProgram(
            "waiting for oneself", "timeout", seconds: 0.5,
            body: #"""
                import threading
                lock = threading.Lock()
                lock.acquire()
                lock.acquire()
                """#),
    ]

    /// Output.
    private static let output: [HostileProgram] = [
        HostileProgram(
            "a long string", "output",
            body: #"""
                return 'x' * 10**7
                """#),
        HostileProgram(
            "a long list", "output",
            body: #"""
                return list(range(10**6))
                """#),
        HostileProgram(
            "a long key", "output",
            body: #"""
                return {'k' * 10**7: 1}
                """#),
        HostileProgram(
            "a string too long to be written", "output", "MemoryError",
            body: #"""
                return 'x' * (300 << 20)
                """#),
        HostileProgram(
            "much printed", "value \"back\"",
            body: #"""
                for _ in range(50): print('x' * 10**6)
                return 'back'
                """#),
        HostileProgram(
            "much to every descriptor", "output",
            body: #"""
                import os
                while True:
                    for fd in range(64):
                        try: os.write(fd, b'x' * 65536)
                        except OSError: pass
                """#),
        HostileProgram(
            "empty lines to every descriptor", "output",
            body: #"""
                import os
                while True:
                    for fd in range(64):
                        try: os.write(fd, b'\n' * 65536)
                        except OSError: pass
                """#),
        HostileProgram(
            "a long exception", "ValueError",
            body: #"""
                raise ValueError('x' * 10**7)
                """#),
    ]

    /// Answers in the worker's name.
    private static let answers: [HostileProgram] = [
        HostileProgram(
            "the worker's line", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'{"id": "1", "result": {"value": 1}}\n' * 10)
                    except OSError: pass
                return 2
                """#),
        HostileProgram(
            "a value of its own", "value 1",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'{"value": 1}')
                    except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "half an answer", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'{"value": 1')
                    except OSError: pass
                return 2
                """#),
        HostileProgram(
            "a stop", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'{"stopped": "timeout"}')
                    except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "no dictionary", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'[1]')
                    except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "a kind that is no text", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'{"exception": [1], "message": 2}')
                    except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "a bottomless value", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'{"value": ' + b'[' * 60000)
                    except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "a deep value", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, b'{"value": ' + b'[' * 900 + b']' * 900 + b'}')
                    except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "UTF-16", "no answer",
            body: #"""
                import os
                for fd in range(64):
                    try: os.write(fd, '{"value": 1}'.encode('utf-16'))
                    except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "a million digits", "value 1111",
            body: #"""
                import os
                data = b'{"value": ' + b'1' * 900000 + b'}'
                while data:
                    for fd in range(3, 64):
                        try: data = data[os.write(fd, data):]
                        except OSError: pass
                os._exit(0)
                """#),
        HostileProgram(
            "closing every descriptor", "no answer",
            body: #"""
                import os
                os.closerange(0, 64)
                return 1
                """#),
    ]

    /// Signals and ends.
    private static let ends: [HostileProgram] = [
        HostileProgram(
            "to all", "value \"back\"",
            body: #"""
                import os
                os.kill(-1, 9)
                return 'back'
                """#),
        HostileProgram(
            "to the worker", "PermissionError",
            body: #"""
                import os
                os.kill(os.getppid(), 9)
                return 'won'
                """#),
        HostileProgram(
            "stopping the worker", "PermissionError",
            body: #"""
                import os, signal
                os.kill(os.getppid(), signal.SIGSTOP)
                return 'won'
                """#),
        HostileProgram(
            "to the first process", "PermissionError",
            body: #"""
                import os
                os.kill(1, 9)
                return 'won'
                """#),
        HostileProgram(
            "stopping itself", "timeout", seconds: 0.5,
            body: #"""
                import os, signal
                os.kill(os.getpid(), signal.SIGSTOP)
                """#),
        HostileProgram(
            "to its group", "signal 9",
            body: #"""
                import os
                os.killpg(0, 9)
                """#),
        HostileProgram(
            "a null pointer", "signal 11",
            body: #"""
                import ctypes
                return ctypes.string_at(0)
                """#),
        HostileProgram(
            "abort", "signal 6",
            body: #"""
                import os
                os.abort()
                """#),
        HostileProgram(
            "leaving", "no answer",
            body: #"""
                import os
                os._exit(9)
                """#),
        HostileProgram(
            "leaving through C", "no answer",
            body: #"""
                import ctypes
                ctypes.CDLL(None).exit(0)
                """#),
        HostileProgram(
            "sys.exit", "SystemExit",
            body: #"""
                import sys
                sys.exit(3)
                """#),
        HostileProgram(
            "an interruption", "KeyboardInterrupt",
            body: #"""
                raise KeyboardInterrupt
                """#),
        HostileProgram(
            "a timer", "signal 14",
            body: #"""
                import signal
                signal.setitimer(signal.ITIMER_REAL, 0.05)
                while True: pass
                """#),
    ]

    /// The interpreter turned against itself.
    private static let interpreter: [HostileProgram] = [
        HostileProgram(
            "json replaced", "value 1",
            body: #"""
                import json
                json.dumps = json.loads = json.JSONEncoder.encode = None
                return 1
                """#),
        HostileProgram(
            "os replaced", "value 1",
            body: #"""
                import os
                os.write = os.getpid = os._exit = os.fork = None
                return 1
                """#),
        HostileProgram(
            "import replaced", "value 1",
            body: #"""
                import builtins
                builtins.__import__ = None
                return 1
                """#),
        HostileProgram(
            "modules forgotten", "value 1",
            body: #"""
                import sys
                sys.modules.clear()
                return 1
                """#),
        HostileProgram(
            "built-ins forgotten", "no answer",
            body: #"""
                import builtins
                vars(builtins).clear()
                return 1
                """#),
        HostileProgram(
            "a worker's function replaced", "value 1",
            body: #"""
                import __main__
                __main__.reply = __main__.forked = None
                return 1
                """#),
        HostileProgram(
            "a trace", "timeout", seconds: 0.5,
            body: #"""
                import sys
                def trace(*_):
                    while True: pass
                sys.settrace(trace)
                return (lambda: 1)()
                """#),
        HostileProgram(
            "at exit", "value 1",
            body: #"""
                import atexit, time
                atexit.register(time.sleep, 60)
                return 1
                """#),
        HostileProgram(
            "a thread that stays", "value 1",
            body: #"""
                import threading, time
                threading.Thread(target=time.sleep, args=(60,)).start()
                return 1
                """#),
        HostileProgram(
            "a finaliser that stays", "timeout", seconds: 0.5,
            body: #"""
                class C:
                    def __del__(self):
                        while True: pass
                c = C()
                return 1
                """#),
        HostileProgram(
            "a finaliser that raises", "value 1",
            body: #"""
                class C:
                    def __del__(self): raise SystemExit
                c = C()
                return 1
                """#),
        HostileProgram(
            "standard output taken away", "value 1",
            body: #"""
                import sys
                sys.stdout = sys.stderr = sys.__stdout__ = None
                return 1
                """#),
        HostileProgram(
            "standard input", "EOFError",
            body: #"""
                return input()
                """#),
        HostileProgram(
            "the request's rest", "value \"\"",
            body: #"""
                import sys
                return sys.stdin.read()
                """#),
        HostileProgram(
            "recursion", "RecursionError",
            body: #"""
                def g(): return g()
                return g()
                """#),
        HostileProgram(
            "recursion without a limit", "MemoryError", "SystemError", "signal 11", "timeout", seconds: 8,
            body: #"""
                import sys
                sys.setrecursionlimit(10**9)
                def g(): return g()
                return g()
                """#),
        HostileProgram(
            "recursion in C", "signal 11", "RecursionError", seconds: 8,
            body: #"""
                import sys
                sys.setrecursionlimit(10**9)
                x = []
                for _ in range(10**6): x = [x]
                return repr(x)
                """#),
    ]

    /// Values.
    private static let values: [HostileProgram] = [
        HostileProgram(
            "a generator", "unsupported",
            body: #"""
                return (n for n in range(3))
                """#),
        HostileProgram(
            "a function", "unsupported",
            body: #"""
                return lambda: 1
                """#),
        HostileProgram(
            "bytes as a value", "unsupported",
            body: #"""
                return b'1'
                """#),
        HostileProgram(
            "a dictionary with tuples", "unsupported",
            body: #"""
                return {(1, 2): 3}
                """#),
        HostileProgram(
            "itself", "unsupported",
            body: #"""
                x = []
                x.append(x)
                return x
                """#),
        HostileProgram(
            "a deep list", "unsupported",
            body: #"""
                x = []
                for _ in range(10**5): x = [x]
                return x
                """#),
        HostileProgram(
            "a lie about its class", "unsupported",
            body: #"""
                class C:
                    __class__ = int
                return C()
                """#),
        HostileProgram(
            "a lie about its name", "unsupported",
            body: #"""
                class M(type):
                    __name__ = property(lambda self: 1 // 0)
                class C(metaclass=M): pass
                return C()
                """#),
        HostileProgram(
            "a number that lies", "value 5",
            body: #"""
                class N(int):
                    __repr__ = __str__ = __int__ = __index__ = lambda self: '9'
                return N(5)
                """#),
        HostileProgram(
            "a text that lies", "value \"a\"",
            body: #"""
                class T(str):
                    __repr__ = __str__ = lambda self: 'b'
                return T('a')
                """#),
        HostileProgram(
            "a list that lies", "unsupported",
            body: #"""
                class L(list):
                    def __iter__(self):
                        while True: yield 1
                return L()
                """#),
        HostileProgram(
            "a great number", "value 1000",
            body: #"""
                return 10 ** 5000
                """#),
        HostileProgram(
            "no character", "value \"�\"",
            body: #"""
                return chr(0xD800)
                """#),
        HostileProgram(
            "an exception that cannot be printed", "Liar",
            body: #"""
                class Liar(Exception):
                    def __str__(self): raise self
                raise Liar
                """#),
        HostileProgram(
            "an exception that never ends", "timeout", seconds: 0.5,
            body: #"""
                class Liar(Exception):
                    def __str__(self):
                        while True: pass
                raise Liar
                """#),
        HostileProgram(
            "an exception with a long name", "xxxx",
            body: #"""
                raise type('x' * 10**7, (Exception,), {})
                """#),
    ]

    /// What the next job could meet.
    private static let leftovers: [HostileProgram] = [
        HostileProgram(
            "a module in the working folder", "value 1",
            body: #"""
                open('/tmp/statistics.py', 'w').write('raise SystemExit')
                return 1
                """#),
        HostileProgram(
            "a module for the worker", "value 1",
            body: #"""
                import os
                for name in ('json', 'ast', 'traceback', 'encodings'):
                    os.makedirs('/tmp/' + name)
                    open('/tmp/' + name + '/__init__.py', 'w').write('raise SystemExit')
                return 1
                """#),
        HostileProgram(
            "a great file", "OSError",
            body: #"""
                open('/tmp/big', 'wb').write(b'x' * (1 << 26))
                """#),
        HostileProgram(
            "a full folder", "OSError",
            body: #"""
                for n in range(10**4): open('/tmp/%d' % n, 'wb').write(b'x' * 10**6)
                """#),
        HostileProgram(
            "files without end", "OSError", "timeout", seconds: 1,
            body: #"""
                n = 0
                while True:
                    open('/tmp/%d' % n, 'w').close()
                    n += 1
                """#),
        HostileProgram(
            "a closed folder", "value 1",
            body: #"""
                import os
                os.makedirs('/tmp/a/b')
                os.chmod('/tmp/a', 0)
                return 1
                """#),
        HostileProgram(
            "a deep folder", "value 1",
            body: #"""
                import os
                for _ in range(2000):
                    os.mkdir('d' * 100)
                    os.chdir('d' * 100)
                return 1
                """#),
        HostileProgram(
            "a pipe", "value 1",
            body: #"""
                import os
                os.mkfifo('/tmp/statistics')
                return 1
                """#),
        HostileProgram(
            "removing the folder", "PermissionError", "OSError",
            body: #"""
                import os
                os.rmdir('/tmp')
                return 'won'
                """#),
        HostileProgram(
            "memory by name", "PermissionError",
            body: #"""
                open('/dev/shm/x', 'w')
                return 'won'
                """#),
        HostileProgram(
            "shared memory that stays", "value 1",
            body: #"""
                import ctypes
                ctypes.CDLL(None).shmget(1, 1 << 20, 0o1666)
                return 1
                """#),
        HostileProgram(
            "a queue that stays", "value 1",
            body: #"""
                import ctypes
                ctypes.CDLL(None).msgget(1, 0o1666)
                return 1
                """#),
    ]
}
