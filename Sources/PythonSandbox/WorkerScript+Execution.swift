extension WorkerScript {
    /// `call` and `program`, each case in a child of its own.
    static let execution = #"""
        def limit(kind, amount):
            try:
                hard = resource.getrlimit(kind)[1]
                if hard != resource.RLIM_INFINITY:
                    amount = min(amount, hard)
                resource.setrlimit(kind, (amount, amount))
            except (ValueError, OSError):
                pass

        def confine(limits, seconds):
            os.setsid()
            limit(resource.RLIMIT_CPU, int(math.ceil(seconds)) + 1)
            limit(resource.RLIMIT_AS, limits["memory"])
            limit(resource.RLIMIT_FSIZE, limits["file"])
            limit(resource.RLIMIT_NOFILE, limits["files"])
            limit(resource.RLIMIT_NPROC, limits["processes"])
            limit(resource.RLIMIT_CORE, 0)
            if USER:
                os.setgroups([])
                os.setresgid(USER, USER, USER)
                os.setresuid(USER, USER, USER)

        def others():
            me, found = os.getpid(), []
            for name in os.listdir("/proc"):
                if name.isdigit() and int(name) not in (1, me):
                    found.append(int(name))
            return found

        def descendants(pid):
            children = {}
            for name in os.listdir("/proc"):
                if name.isdigit():
                    try:
                        with open("/proc/%s/stat" % name) as file:
                            parent = int(file.read().rpartition(")")[2].split()[1])
                        children.setdefault(parent, []).append(int(name))
                    except (OSError, ValueError, IndexError):
                        pass
            found, stack = [], [pid]
            while stack:
                for child in children.get(stack.pop(), []):
                    found.append(child)
                    stack.append(child)
            return found

        def resident(pids):
            "Bytes that processes hold in memory, pages that they share counted once each."
            total = 0
            for pid in pids:
                try:
                    with open("/proc/%d/statm" % pid) as file:
                        total += int(file.read().split()[1])
                except (OSError, ValueError, IndexError):
                    pass
            return total * PAGE

        # The folders that jobs may write to, and those in them that an interpreter which lies there brings with it.
        SHARED = ["/tmp", "/dev/shm"] + sys.argv[2:]

        def shared_files():
            "What every job of this worker sees in the folders that it may write to."
            return [sorted(os.listdir(folder)) for folder in SHARED]

        GIVEN = shared_files() if NAMESPACED else []

        def leftovers():
            "Whether a job left something that the next one could meet: processes, files, or what System V keeps without a process."
            try:
                if NAMESPACED and others():
                    return True
                if NAMESPACED and shared_files() != GIVEN:
                    return True
                for kind in ("shm", "msg", "sem") if NAMESPACED else ():
                    file = os.open("/proc/sysvipc/" + kind, os.O_RDONLY)
                    try:
                        if os.read(file, 4096).count(b"\n") > 1:  # beyond the heading
                            return True
                    finally:
                        os.close(file)
            except OSError:
                return True  # it made something that cannot be looked at
            return False

        def processes():
            try:
                return others() if NAMESPACED else descendants(os.getpid())
            except OSError:
                return []

        def sweep(pid):
            "Kills the job's process group and everything it started; this worker is the reaper of its orphans."
            deadline = time.monotonic() + 20  # on a busy machine even dying takes its time
            while time.monotonic() < deadline:
                try:
                    os.killpg(pid, signal.SIGKILL)
                except OSError:
                    pass
                if NAMESPACED:
                    try:
                        os.kill(-1, signal.SIGKILL)
                    except OSError:
                        pass
                else:
                    for other in processes():
                        try:
                            os.kill(other, signal.SIGKILL)
                        except OSError:
                            pass
                try:
                    while os.waitpid(-1, os.WNOHANG)[0]:
                        pass
                except ChildProcessError:
                    return
                time.sleep(0.002)

        def forked(body, limits, seconds, cases=1):
            """Runs body(fd) in a confined child; what it writes to fd, how it ended, and whether time, room or processes ran out.

            With several cases, each line that it writes starts time and room anew for the next.
            """
            read, write = os.pipe()
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    os.close(read)
                    null = os.open("/dev/null", os.O_RDWR)
                    os.dup2(null, 0); os.dup2(null, 1); os.dup2(null, 2)
                    os.close(null)
                    confine(limits, seconds * cases)
                    body(write)
                    code = 0
                finally:
                    LEAVE(code)
            os.close(write)
            data, ended, reason, block, begun, lines = bytearray(), None, None, b"", 0, 0
            deadline = time.monotonic() + seconds
            nextcount = time.monotonic() + 0.02
            try:
                while True:
                    now = time.monotonic()
                    if now >= deadline:
                        reason = "timeout"
                        break
                    if now >= nextcount:
                        nextcount = now + 0.02
                        running = processes()
                        if len(running) > limits["processes"]:
                            reason = "processes"
                            break
                        if len(running) > 1 and resident(running) > limits["memory"]:
                            reason = "memory"
                            break
                    if select.select([read], [], [], min(deadline - now, 0.02))[0]:
                        block = os.read(read, 65536)
                        data += block
                        while cases > 1:
                            end = data.find(b"\n", begun)
                            if end < 0 or end - begun > limits["output"]:
                                break
                            begun, deadline, lines = end + 1, time.monotonic() + seconds, lines + 1
                            if lines >= cases:
                                break
                        if len(data) - begun > limits["output"]:
                            del data[begun:]
                            reason = "output"
                            break
                        if cases > 1 and lines >= cases:  # all said; whatever follows is not waited for
                            break
                        if block:
                            continue
                        time.sleep(0.0005)
                    if ended is None:
                        try:
                            done, status = os.waitpid(pid, os.WNOHANG)
                        except ChildProcessError:
                            done, status = pid, 0
                        if done:
                            ended = status
                    elif not select.select([read], [], [], 0)[0] or not block:
                        break
            finally:
                os.close(read)
                sweep(pid)
            return bytes(data), ended, reason

        def plain(value, depth=0):
            "The value as JSON has it; TypeError names what JSON does not have."
            if depth > 100:
                raise TypeError("a value nested more than 100 deep")
            kind = type(value)
            if value is None or kind in (bool, int, float, str):
                return value
            if kind in (list, tuple):
                return [plain(item, depth + 1) for item in value]
            if kind is dict:
                for key in value:
                    if key is not None and type(key) not in (bool, int, float, str):
                        raise TypeError("a dictionary key of type " + NAME(type(key))[:200])
                return {key: plain(item, depth + 1) for key, item in value.items()}
            for base, exact in ((int, int.__int__), (float, float.__float__), (str, str.__str__)):
                if issubclass(kind, base):  # what it says about itself does not count
                    return exact(value)
            raise TypeError("a value of type " + NAME(kind)[:200])

        # Taken before a job can put something else in their place.
        ENCODE, WRITE, OWN, LEAVE = json.JSONEncoder().encode, os.write, os.getpid, os._exit
        NAME = type.__dict__["__name__"].__get__

        def reply(fd, message, end=b""):
            try:
                data = ENCODE(message).encode() + end
            except Exception as error:
                data = ENCODE(failure(error)).encode() + end
            start = 0
            while start < len(data):
                start += WRITE(fd, memoryview(data)[start:start + 65536])

        def failure(error):
            try:
                message = str.__str__(str(error))[:500]
            except BaseException:
                message = ""
            crowded = type(error) is BlockingIOError or type(error) is RuntimeError and message == "can't start new thread"
            if crowded:  # the kernel refused one more
                return {"stopped": "processes"}
            return {"exception": NAME(type(error))[:200], "message": message}

        def shallow(value, depth=0):
            if depth > 110:
                return False
            items = value.values() if type(value) is dict else value if type(value) is list else ()
            return all(shallow(item, depth + 1) for item in items)

        def given(data):
            """The answer in what a job wrote, as JSON of one line; None where there is none.

            A job may write anything. It is checked here, without computing with it, so that it cannot trouble the reader.
            """
            text = bytes(data).strip()
            if not text.isascii() or b"\n" in text:
                return None
            text = text.decode("ascii")
            try:
                answer = json.loads(text, parse_int=str, parse_float=str)
            except (ValueError, RecursionError):
                return None
            if type(answer) is not dict or not shallow(answer):
                return None
            known = set(answer) in ({"value"}, {"unsupported"}, {"exception", "message"}) or answer == {"stopped": "processes"}
            if not known or "value" not in answer and not all(type(item) is str for item in answer.values()):
                return None
            return text

        def outcome(code, name, arguments):
            "What the function of a source gives, with nothing left over from an earlier case."
            own, leave = OWN(), LEAVE
            try:
                names = {"__name__": "__function__"}
                exec(code, names)
                function = names.get(name)
                if not callable(function):
                    raise NameError("no function named " + name)
                value = function(*arguments)
                try:
                    return {"value": plain(value)}
                except TypeError as error:
                    return {"unsupported": str(error)}
                except RecursionError:
                    return {"unsupported": "a value nested more than 100 deep"}
            except BaseException as error:
                return failure(error)
            finally:
                if OWN() != own:  # a copy that the function made of itself has no say
                    leave(0)

        def call(request):
            code = compile(request["source"], "<function>", "exec")
            def body(fd):
                reply(fd, outcome(code, request["function"], request["arguments"]))
            data, ended, reason = forked(body, request["limits"], request["seconds"])
            return finished(data, ended, reason)

        def cases(request):
            code = compile(request["source"], "<function>", "exec")
            return batch(request, lambda arguments: outcome(code, request["function"], arguments))

        def batch(request, work):
            "One outcome per case. A case that is stopped costs the others nothing: they go on in a new child."
            every, results = request["cases"], []
            while len(results) < len(every):
                rest = every[len(results):]
                def body(fd):
                    for case in rest:
                        reply(fd, work(case), b"\n")
                data, ended, reason = forked(body, request["limits"], request["seconds"], max(len(rest), 2))
                lines = data.split(b"\n")
                for line in lines[:-1][:len(rest)]:
                    results.append(given(line) or NOTHING)
                if len(results) < len(every):
                    results.append(finished(b"", ended, reason))
            return "[" + ", ".join(results) + "]"

        # Left without an answer that can be read.
        NOTHING = json.dumps({"stopped": "exit"})
        MEMORY = {"exception": "MemoryError", "message": "several processes together"}

        def ending(ended, reason):
            "How a job was stopped, None where it was not."
            if reason:
                return MEMORY if reason == "memory" else {"stopped": reason}
            if ended is not None and os.WIFSIGNALED(ended):
                number = os.WTERMSIG(ended)
                return {"stopped": "timeout" if number == signal.SIGXCPU else "signal", "signal": number}

        def finished(data, ended, reason):
            stop = ending(ended, reason)
            return json.dumps(stop) if stop else given(data) or NOTHING

        def program(request):
            code = compile(request["source"], "<program>", "exec")
            def body(fd):
                read, write = os.pipe()
                feeder = os.fork()
                if feeder == 0:
                    os.close(read)
                    data = request.get("input", "").encode()
                    while data:
                        data = data[os.write(write, data):]
                    os._exit(0)
                os.close(write)
                os.dup2(read, 0)
                os.dup2(fd, 1)
                sys.stdin = open(0, closefd=False)
                sys.stdout = open(1, "w", closefd=False)
                sys.stderr = open(os.devnull, "w")
                status = 0
                try:
                    exec(code, {"__name__": "__main__"})
                except SystemExit as error:
                    status = 0 if error.code in (None, 0) else 3
                except BaseException as error:
                    status = 3
                    sys.stdout.flush()
                    WRITE(fd, ("\x00" + ENCODE(failure(error))).encode())
                sys.stdout.flush()
                os._exit(status)
            data, ended, reason = forked(body, request["limits"], request["seconds"])
            output, error, stop = data, None, ending(ended, reason)
            if not stop and ended:
                start = data.rfind(b"\x00")
                error = given(data[start + 1:]) if start >= 0 else None
                output = data[:start] if error else data
                stop = json.loads(error) if error else {"exception": "SystemExit", "message": ""}
            result = {"output": output.decode("utf-8", "replace"), **(stop or {})}
            return json.dumps(result)

        """#
}
