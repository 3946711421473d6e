/// The program that a worker runs: one JSON object per line in, one per line out, in order.
///
/// Syntax trees are made in the worker itself (nothing of the source runs). Functions and programs run in a child, forked per job, in its
/// own session with its own limits; whatever it leaves behind is killed before the answer is given.
enum WorkerScript {
    static let text = head + trees + execution + tail

    private static let head = #"""
        import ast, ctypes, errno, json, math, os, resource, select, signal, sys, time, traceback
        # Process numbers start again in a namespace of one's own; without one, kill(-1) would reach the whole machine.
        NAMESPACED = sys.argv[1] == "namespaces" and os.getpid() < 16
        # The limit of processes does not hold for root, so jobs run as a user that nobody else is.
        USER = 20000 + int.from_bytes(os.urandom(4), "big") % 40000 if os.geteuid() == 0 else None
        if USER:
            try:
                if os.fork() == 0:
                    os.setresuid(USER, USER, USER)
                    os._exit(0)
                USER = USER if os.wait()[1] == 0 else None
            except OSError:
                USER = None
        # Loaded once for every job, which may also not be allowed to read them.
        import bisect, collections, copy, datetime, decimal, fractions, functools, heapq, itertools, operator, random, re, string, typing
        sys.setrecursionlimit(4000)
        os.closerange(3, 4096)

        """#

    /// `complexity` and `tree`.
    private static let trees = #"""
        def complexity(request):
            tree = ast.parse(request["source"])
            nodes = list(ast.walk(tree))
            cyclomatic = 1 + sum(isinstance(n, (ast.If, ast.For, ast.While, ast.ExceptHandler)) for n in nodes)
            calls = sum(isinstance(n, ast.Call) for n in nodes)
            functions = [n for n in nodes if isinstance(n, ast.FunctionDef)]
            length = sum(n.end_lineno - n.lineno + 1 for n in functions) / len(functions) if functions else 0
            deepest, stack = 0, [(tree, 0)]
            while stack:
                node, depth = stack.pop()
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.FunctionDef):
                        stack.append((child, 0))
                    elif isinstance(child, (ast.If, ast.For, ast.While, ast.Try, ast.With)):
                        deepest = max(deepest, depth + 1)
                        stack.append((child, depth + 1))
                    else:
                        stack.append((child, depth))
            score = 3 * deepest + 2 * calls + cyclomatic + 0.5 * length
            return {"cyclomatic": cyclomatic, "nesting": deepest, "calls": calls, "length": round(length, 2), "score": round(score, 2)}

        def dump(node):
            if isinstance(node, ast.AST):
                fields = {"kind": type(node).__name__}
                for name, value in ast.iter_fields(node):
                    if name not in ("ctx", "kind", "type_comment", "type_ignores"):
                        fields[name] = dump(value)
                if hasattr(node, "lineno"):
                    fields["line"] = node.lineno
                return fields
            if isinstance(node, list):
                return [dump(item) for item in node]
            if isinstance(node, (bytes, complex)) or node is Ellipsis:
                return {"kind": "Unsupported", "text": repr(node)}
            return node

        def tree(request):
            return dump(ast.parse(request["source"]))

        """#

    /// `call` and `program`, each case in a child of its own.
    private static let execution = #"""
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

        def processes():
            try:
                return others() if NAMESPACED else descendants(os.getpid())
            except OSError:
                return []

        def sweep(pid):
            "Kills the job's process group and everything it started; this worker is the reaper of its orphans."
            for _ in range(200):
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
                    confine(limits, seconds * cases)
                    body(write)
                    code = 0
                finally:
                    os._exit(code)
            os.close(write)
            data, ended, reason, block, begun = bytearray(), None, None, b"", 0
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
                        if len(processes()) > limits["processes"]:
                            reason = "processes"
                            break
                    if select.select([read], [], [], min(deadline - now, 0.02))[0]:
                        block = os.read(read, 65536)
                        data += block
                        while cases > 1:
                            end = data.find(b"\n", begun)
                            if end < 0 or end - begun > limits["output"]:
                                break
                            begun, deadline = end + 1, time.monotonic() + seconds
                        if len(data) - begun > limits["output"]:
                            del data[begun:]
                            reason = "output"
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
                        raise TypeError("a dictionary key of type " + type(key).__name__)
                return {key: plain(item, depth + 1) for key, item in value.items()}
            if isinstance(value, (int, float, str)):
                return value
            raise TypeError("a value of type " + kind.__name__)

        def reply(fd, message, end=b""):
            data = json.dumps(message).encode() + end
            while data:
                data = data[os.write(fd, data):]

        def failure(error):
            crowded = isinstance(error, BlockingIOError) or isinstance(error, RuntimeError) and str(error) == "can't start new thread"
            if crowded:  # the kernel refused one more
                return {"stopped": "processes"}
            return {"exception": type(error).__name__, "message": str(error)[:500]}

        def outcome(code, name, arguments):
            "What the function of a source gives, with nothing left over from an earlier case."
            own = os.getpid()
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
            except BaseException as error:
                return failure(error)
            finally:
                if os.getpid() != own:  # a copy that the function made of itself has no say
                    os._exit(0)

        def call(request):
            code = compile(request["source"], "<function>", "exec")
            def body(fd):
                reply(fd, outcome(code, request["function"], request["arguments"]))
            data, ended, reason = forked(body, request["limits"], request["seconds"])
            return finished(data, ended, reason)

        def cases(request):
            "One outcome per case. A case that is stopped costs the others nothing: they go on in a new child."
            code = compile(request["source"], "<function>", "exec")
            given, results = request["cases"], []
            while len(results) < len(given):
                rest = given[len(results):]
                def body(fd):
                    for arguments in rest:
                        reply(fd, outcome(code, request["function"], arguments), b"\n")
                data, ended, reason = forked(body, request["limits"], request["seconds"], max(len(rest), 2))
                lines = data.split(b"\n")
                for line in lines[:-1][:len(rest)]:
                    try:
                        results.append(json.loads(line))
                    except ValueError:
                        results.append({"stopped": "exit", "signal": 0})
                if len(results) < len(given):
                    results.append(finished(b"", ended, reason))
            return results

        def finished(data, ended, reason):
            if reason:
                return {"stopped": reason}
            if ended is not None and os.WIFSIGNALED(ended):
                number = os.WTERMSIG(ended)
                return {"stopped": "timeout" if number == signal.SIGXCPU else "signal", "signal": number}
            try:
                return json.loads(data)
            except ValueError:
                return {"stopped": "exit", "signal": ended if ended is not None else 0}

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
                    os.write(fd, ("\x00" + json.dumps(failure(error))).encode())
                sys.stdout.flush()
                os._exit(status)
            data, ended, reason = forked(body, request["limits"], request["seconds"])
            output, _, error = data.partition(b"\x00")
            result = {"output": output.decode("utf-8", "replace")}
            if reason:
                result["stopped"] = reason
            elif ended is not None and os.WIFSIGNALED(ended):
                number = os.WTERMSIG(ended)
                result["stopped"] = "timeout" if number == signal.SIGXCPU else "signal"
                result["signal"] = number
            elif ended:
                result.update(json.loads(error) if error else {"exception": "SystemExit", "message": ""})
            return result

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
            operations = {"complexity": complexity, "tree": tree, "call": call, "cases": cases, "program": program, "ping": lambda request: sys.version}
            while True:
                line = source.readline()
                if not line:
                    break
                request = json.loads(line)
                answer = {"id": request["id"]}
                try:
                    answer["result"] = operations[request["operation"]](request)
                    text = json.dumps(answer)
                except SyntaxError as error:
                    text = json.dumps({"id": request["id"], "error": "SyntaxError", "message": str(error.msg), "line": error.lineno})
                except (ValueError, RecursionError, MemoryError, TypeError, OverflowError, OSError) as error:
                    text = json.dumps({"id": request["id"], "error": type(error).__name__, "message": str(error)})
                sink.write(text.encode() + b"\n")
                sink.flush()
        main()
        """#
}
