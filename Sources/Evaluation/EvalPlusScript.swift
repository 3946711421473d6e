/// The two programs that grade a task of EvalPlus's own file: one runs its solution, the other compares a reply's outputs with what that
/// gave.
///
/// Both follow EvalPlus 0.3.1 (`gen/util`, `data/mbpp.py`, `eval/__init__.py`, `eval/_special_oracle.py`). Left out is its reliability
/// guard, which takes functions such as `os.remove` and `open` away from programs: here the sandbox bounds what they can do.
enum EvalPlusScript {
    /// Reads a row from standard input and writes, for `base_input` and then for `plus_input`, a line: the most seconds that a program
    /// gets for all these inputs together, and the cases for ``judge``.
    static let expectation =
        #"""
        import base64, copy, json, os, pickle, sys, time, zlib

        def tuples(items):
            return [tuple(item) for item in items]

        def deep(value):
            return tuple(deep(item) for item in value) if isinstance(value, list) else value

        # JSON has neither tuples nor sets nor complex numbers: how the tasks that take them get them back, by number.
        SHAPES = [
            ({2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809}, tuples),
            ({63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780}, lambda given: [tuples(each) for each in given]),
            ({75, 413, 444, 753}, lambda given: [tuples(given[0]), given[1]]),
            ({106, 750}, lambda given: [given[0], tuple(given[1])]),
            ({115}, lambda given: [[set(each) if isinstance(each, list) and each else {} for each in given[0]]]),
            ({124}, lambda given: [float(given[0]), complex(given[1])]),
            ({250, 307, 405, 446, 617, 720, 763, 808}, lambda given: [tuple(given[0]), *given[1:]]),
            ({252}, lambda given: [complex(given[0])]),
            ({259, 401, 445}, lambda given: [tuple(tuples(each)) for each in given]),
            ({278}, lambda given: [tuple(tuple(each) if isinstance(each, list) else each for each in given[0])]),
            ({580, 615, 791}, deep),
            ({722}, lambda given: [{key: tuple(value) for key, value in given[0].items()}, *given[1:]]),
        ]

        # What these return cannot be kept, only whether it is something.
        SOMETHING = {"check_str", "text_match_three", "text_starta_endb"}

        row = json.loads(sys.stdin.read())
        heard, sys.stdout, sys.stdin = sys.stdout, open(os.devnull, "w"), open(os.devnull)
        number = int(row["task_id"].rpartition("/")[2])
        shape = next((shape for numbers, shape in SHAPES if number in numbers), list)
        name, place = row["entry_point"], ""
        for key in ("base_input", "plus_input"):
            try:
                names, cases = {}, []
                exec(compile(row["prompt"] + row["canonical_solution"], "<canonical_solution>", "exec"), names)
                if name not in names:
                    raise NameError("no function named " + name)
                for index, given in enumerate(row[key]):
                    place = " on %s[%d]" % (key, index)
                    given = shape(given)
                    own = copy.deepcopy(given)
                    start = time.time()
                    value = names[name](*own)
                    seconds = max(4, 4 * (time.time() - start))
                    # Packed one by one: there are tasks whose outputs together are larger than a program's memory.
                    case = [given, value is not None if name in SOMETHING else value]
                    cases.append([zlib.compress(pickle.dumps(case), 1), seconds])
                task = {"key": key, "name": name, "something": name in SOMETHING, "atol": row["atol"], "cases": cases}
                text = base64.b64encode(pickle.dumps(task)).decode()
            except BaseException as error:
                raise ValueError("canonical_solution: %s: %s%s" % (type(error).__name__, error, place))
            # A few seconds more, in which the program starts.
            print(min(60, sum(seconds for _, seconds in cases)) + 5, text, file=heard, flush=True)

        """#

    /// Defines `judge(names, task)`: raises where the function among these names does not do what the solution did.
    static let judge =
        #"""
        import base64, math, pickle, reprlib, signal, zlib
        import numpy

        # Lists that count as sets.
        SETS = {
            "similar_elements", "find_char_long", "common_in_nested_lists", "extract_singly", "larg_nnum", "intersection_array",
            "find_dissimilar", "Diff",
        }

        def pyramid(edge, height):
            "The other reading of a task's height: from the base to the apex."
            return round(edge ** 2 + 2 * edge * math.sqrt((edge / 2) ** 2 + height ** 2))

        def distance(first, second):
            "The other reading of a task's two numbers: padded with zeros to one length."
            width = max(len(str(first)), len(str(second)))
            return sum(abs(int(one) - int(other)) for one, other in zip(str(first).zfill(width), str(second).zfill(width)))

        def are_floats(value):
            if isinstance(value, (list, tuple)):
                return len(value) > 0 and all(isinstance(item, float) for item in value)
            return isinstance(value, float) or isinstance(value, numpy.ndarray) and value.dtype in (numpy.float32, numpy.float64)

        def is_same(task, given, found, expected, tolerance):
            name = task["name"]
            if name in SETS:
                return set(found) == set(expected)
            if task["something"]:
                return expected == (found if isinstance(found, bool) else found is not None)
            if found == expected or name == "are_equivalent":
                return True
            if name == "sum_div":
                return found == 0
            if name == "surface_Area":
                return abs(found - pyramid(*given)) <= tolerance
            return name == "digit_distance_nums" and found == distance(*given)

        def is_close(found, expected, tolerance):
            if type(found) != type(expected) or isinstance(expected, (list, tuple)) and len(found) != len(expected):
                return False
            return numpy.allclose(found, expected, rtol=1e-07, atol=tolerance)

        def judge(names, text):
            task = pickle.loads(base64.b64decode(text))
            if task["name"] not in names:
                raise NameError("no function named " + task["name"])
            function, tolerance = names[task["name"]], task["atol"]
            for index, (case, seconds) in enumerate(task["cases"]):
                given, expected = pickle.loads(zlib.decompress(case))
                place = "%s[%d]: " % (task["key"], index)
                def stop(*_):
                    raise TimeoutError("%smore than %g s" % (place, seconds))
                signal.signal(signal.SIGALRM, stop)
                signal.setitimer(signal.ITIMER_REAL, seconds)
                try:
                    found = function(*given)
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                same = is_same(task, given, found, expected, tolerance)
                # Once on, the tolerance stays on for the inputs that follow, as in EvalPlus.
                if tolerance == 0 and are_floats(expected):
                    tolerance = 1e-6
                if not (same or tolerance != 0 and is_close(found, expected, tolerance)):
                    raise AssertionError("%sfound %s, expected %s" % (place, reprlib.repr(found), reprlib.repr(expected)))

        """#
}
