import CTorch

// Tensors broadcast as in PyTorch; every operator is differentiable.
extension Tensor {
    public static func + (left: Tensor, right: Tensor) throws(TorchError) -> Tensor { try left.binary(ct_add, right) }
    public static func - (left: Tensor, right: Tensor) throws(TorchError) -> Tensor { try left.binary(ct_subtract, right) }
    public static func * (left: Tensor, right: Tensor) throws(TorchError) -> Tensor { try left.binary(ct_multiply, right) }
    public static func / (left: Tensor, right: Tensor) throws(TorchError) -> Tensor { try left.binary(ct_divide, right) }

    public static func + (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scalar(ct_add, right) }
    public static func - (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scalar(ct_subtract, right) }
    public static func * (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scalar(ct_multiply, right) }
    public static func / (left: Tensor, right: Double) throws(TorchError) -> Tensor { try left.scalar(ct_divide, right) }

    public static func + (left: Double, right: Tensor) throws(TorchError) -> Tensor { try right + left }
    public static func * (left: Double, right: Tensor) throws(TorchError) -> Tensor { try right * left }
    public static func - (left: Double, right: Tensor) throws(TorchError) -> Tensor {
        try made { ct_apply_scalar_left(Int32(ct_subtract.rawValue), left, right.handle, $0) }
    }
    public static func / (left: Double, right: Tensor) throws(TorchError) -> Tensor {
        try made { ct_apply_scalar_left(Int32(ct_divide.rawValue), left, right.handle, $0) }
    }

    public static prefix func - (tensor: Tensor) throws(TorchError) -> Tensor { try tensor.unary(ct_negate) }

    // MARK: In place

    /// Adds `scale * other` in place.
    public func add(inPlace other: Tensor, scale: Double = 1) throws(TorchError) {
        try check(ct_add_scaled_in_place(handle, other.handle, scale))
    }

    public func subtract(inPlace other: Tensor) throws(TorchError) { try inPlace(ct_subtract, other) }
    public func multiply(inPlace other: Tensor) throws(TorchError) { try inPlace(ct_multiply, other) }
    public func divide(inPlace other: Tensor) throws(TorchError) { try inPlace(ct_divide, other) }
    public func add(inPlace value: Double) throws(TorchError) { try inPlace(ct_add, value) }
    public func multiply(inPlace value: Double) throws(TorchError) { try inPlace(ct_multiply, value) }
    public func divide(inPlace value: Double) throws(TorchError) { try inPlace(ct_divide, value) }

    // MARK: Functions of every element

    public func exp() throws(TorchError) -> Tensor { try unary(ct_exp) }
    public func log() throws(TorchError) -> Tensor { try unary(ct_log) }
    public func sqrt() throws(TorchError) -> Tensor { try unary(ct_sqrt) }
    /// 1 / sqrt(x).
    public func rsqrt() throws(TorchError) -> Tensor { try unary(ct_rsqrt) }
    public func cos() throws(TorchError) -> Tensor { try unary(ct_cos) }
    public func sin() throws(TorchError) -> Tensor { try unary(ct_sin) }
    public func abs() throws(TorchError) -> Tensor { try unary(ct_abs) }
    public func sigmoid() throws(TorchError) -> Tensor { try unary(ct_sigmoid) }
    /// x * sigmoid(x).
    public func silu() throws(TorchError) -> Tensor { try unary(ct_silu) }
    public func tanh() throws(TorchError) -> Tensor { try unary(ct_tanh) }
    public func relu() throws(TorchError) -> Tensor { try unary(ct_relu) }
    public func floor() throws(TorchError) -> Tensor { try unary(ct_floor) }
    public func reciprocal() throws(TorchError) -> Tensor { try unary(ct_reciprocal) }
    /// Truth values: neither infinite nor not a number.
    public func isFinite() throws(TorchError) -> Tensor { try unary(ct_is_finite) }

    public func power(_ exponent: Tensor) throws(TorchError) -> Tensor { try binary(ct_power, exponent) }
    public func power(_ exponent: Double) throws(TorchError) -> Tensor { try scalar(ct_power, exponent) }
    /// base ^ exponent.
    public static func power(_ base: Double, _ exponent: Tensor) throws(TorchError) -> Tensor {
        try made { ct_apply_scalar_left(Int32(ct_power.rawValue), base, exponent.handle, $0) }
    }

    public func maximum(_ other: Tensor) throws(TorchError) -> Tensor { try binary(ct_maximum, other) }
    public func minimum(_ other: Tensor) throws(TorchError) -> Tensor { try binary(ct_minimum, other) }
    public func clamp(_ minimum: Double, _ maximum: Double) throws(TorchError) -> Tensor {
        try made { ct_clamp(handle, minimum, maximum, $0) }
    }

    // MARK: Comparison

    /// Truth values, element by element.
    public func equals(_ other: Tensor) throws(TorchError) -> Tensor { try binary(ct_equal, other) }
    public func equals(_ value: Double) throws(TorchError) -> Tensor { try scalar(ct_equal, value) }
    public func isLess(than other: Tensor) throws(TorchError) -> Tensor { try binary(ct_less, other) }
    public func isLess(than value: Double) throws(TorchError) -> Tensor { try scalar(ct_less, value) }
    public func isGreater(than other: Tensor) throws(TorchError) -> Tensor { try binary(ct_greater, other) }
    public func isGreater(than value: Double) throws(TorchError) -> Tensor { try scalar(ct_greater, value) }

    /// Elements of `left` where `condition` holds, of `right` elsewhere.
    public static func choose(_ condition: Tensor, _ left: Tensor, _ right: Tensor) throws(TorchError) -> Tensor {
        try made { ct_where(condition.handle, left.handle, right.handle, $0) }
    }

    /// `value` where `mask` is true.
    public func filled(where mask: Tensor, with value: Double) throws(TorchError) -> Tensor {
        try made { ct_masked_fill(handle, mask.handle, value, $0) }
    }

    /// Whether shapes and all elements are the same.
    public func isSame(as other: Tensor) throws(TorchError) -> Bool {
        var same = false
        try check(ct_same(handle, other.handle, &same))
        return same
    }

    /// Whether |self - other| <= absolute + relative |other| everywhere.
    public func isClose(to other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8) throws(TorchError) -> Bool {
        var close = false
        try check(ct_all_close(handle, other.handle, relative, absolute, &close))
        return close
    }

    // MARK: Crossing

    private func unary(_ operation: ct_unary) throws(TorchError) -> Tensor {
        try made { ct_apply_unary(Int32(operation.rawValue), handle, $0) }
    }

    private func binary(_ operation: ct_binary, _ right: Tensor) throws(TorchError) -> Tensor {
        try made { ct_apply_binary(Int32(operation.rawValue), handle, right.handle, $0) }
    }

    private func scalar(_ operation: ct_binary, _ right: Double) throws(TorchError) -> Tensor {
        try made { ct_apply_scalar(Int32(operation.rawValue), handle, right, $0) }
    }

    private func inPlace(_ operation: ct_binary, _ right: Tensor) throws(TorchError) {
        try check(ct_apply_binary_in_place(Int32(operation.rawValue), handle, right.handle))
    }

    private func inPlace(_ operation: ct_binary, _ right: Double) throws(TorchError) {
        try check(ct_apply_scalar_in_place(Int32(operation.rawValue), handle, right))
    }
}
