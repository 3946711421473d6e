extension WorkerScript {
    /// `math`: answers compared by math-verify. It reads text that a model wrote with libraries that compute, so it runs confined too.
    static let mathematics = #"""
        def mathematics():
            "math-verify, loaded by the first who asks and led through its slow first steps, which children then inherit."
            if not MATHEMATICS:
                import logging
                import math_verify
                logging.disable(logging.CRITICAL)
                MATHEMATICS.extend([math_verify.parse, math_verify.verify])
                for text in ("\\boxed{\\frac{1}{2}}", "so the final answer is $x^2 + 1 = 3$.", "it is 1,200.5 %", "(1, 2]"):
                    math_verify.verify(math_verify.parse(text), math_verify.parse(text))
            return MATHEMATICS

        MATHEMATICS = []

        def compared(case, seconds):
            "Whether the answer in a reply equals the known one, and what was read out of the reply."
            try:
                parse, verify = MATHEMATICS
                known = parse(case["known"], parsing_timeout=seconds)
                found = parse(case["reply"], parsing_timeout=seconds)
                texts = [item for item in found if type(item) is str and item]
                equal = verify(known, found, timeout_seconds=seconds)
                return {"value": {"equal": bool(equal), "extracted": texts[-1] if texts else None, "found": bool(found)}}
            except BaseException as error:
                return failure(error)

        def equivalence(request):
            try:
                mathematics()
            except ImportError as error:
                return json.dumps({"missing": str(error)})
            return batch(request, lambda case: compared(case, request["step"]))

        """#
}
