import Foundation

/// The k3 estimate of the divergence from a reference policy at one token, `exp(d) - d - 1` with `d = log reference - log policy`:
/// never negative, and unbiased for tokens that the policy itself drew (Schulman 2020).
public struct Divergence: Sendable, Equatable {
    public var value: Double
    /// Derivative with respect to the policy's log-probability.
    public var derivative: Double

    public init(logProbability: Double, reference: Double) {
        let difference = reference - logProbability
        let ratio = exp(difference)
        value = ratio - difference - 1
        derivative = 1 - ratio
    }
}
