/// The program that a worker runs: one JSON object per line in, one per line out, in order.
///
/// Syntax trees are made in the worker itself (nothing of the source runs). Functions and programs run in a child, forked per job, in its
/// own session with its own limits; whatever it leaves behind is killed before the answer is given.
enum WorkerScript {
    static let text = head + trees + execution + mathematics + tail

    private static let head = #"""
        import ast, ctypes, errno, json, math, os, resource, select, signal, sys, time, traceback
        # Jobs may write to the working folder: nothing is imported from there.
        sys.path[:] = [folder for folder in sys.path if folder]
        # Process numbers start again in a namespace of one's own; without one, kill(-1) would reach the whole machine.
        NAMESPACED = sys.argv[1] == "namespaces" and os.getpid() < 16
        # The limit of processes does not hold for root, so jobs run as a user that nobody else is.
        USER = 20000 + int.from_bytes(os.urandom(4), "big") % 40000 if os.geteuid() == 0 else None
        if USER:
            try:
                if os.fork() == 0:
                    try:
                        os.setresuid(USER, USER, USER)
                        os._exit(0)
                    finally:  # not this process's work: it must not come to the requests
                        os._exit(1)
                USER = USER if os.wait()[1] == 0 else None
            except OSError:
                USER = None
        PAGE = os.sysconf("SC_PAGE_SIZE")
        # Loaded once for every job, which may also not be allowed to read them.
        import bisect, codecs, collections, copy, datetime, decimal, fractions, functools, heapq, itertools, operator, random, re, string, typing
        sys.setrecursionlimit(4000)
        os.closerange(3, 4096)

        """#

    private static let tail = #"""
        def main():
            sys.set_int_max_str_digits(0) if hasattr(sys, "set_int_max_str_digits") else None
            try:
                libc = ctypes.CDLL(None)
                libc.prctl(4, 0, 0, 0, 0)   # not dumpable: children cannot read or trace this process
                libc.prctl(36, 1, 0, 0, 0)  # orphans of a job become children of this process
            except (OSError, AttributeError):
                pass
            source, sink = sys.stdin.buffer, sys.stdout.buffer
            operations = {"complexity": complexity, "tree": tree, "ping": lambda request: sys.version}
            jobs = {"call": call, "cases": cases, "program": program, "math": equivalence}  # they give JSON
            while True:
                line = source.readline()
                if not line:
                    break
                request = json.loads(line)
                operation = request["operation"]
                try:
                    text = jobs[operation](request) if operation in jobs else json.dumps(operations[operation](request))
                    last = ', "last": true' if operation in jobs and leftovers() else ""
                    text = '{"id": "%s", "result": %s%s}' % (request["id"], text, last)
                except SyntaxError as error:
                    text = json.dumps({"id": request["id"], "error": "SyntaxError", "message": str(error.msg), "line": error.lineno})
                except (ValueError, RecursionError, MemoryError, TypeError, OverflowError, OSError) as error:
                    text = json.dumps({"id": request["id"], "error": type(error).__name__, "message": str(error)})
                sink.write(text.encode() + b"\n")
                sink.flush()
        main()
        """#
}
