import Foundation

/// The learning rate of each optimiser step: a linear rise, then constant or falling.
public struct LearningRateSchedule: Sendable, Equatable {
    public enum Shape: String, Sendable, Codable, CaseIterable {
        case constant
        /// Falls in a straight line to 0 at the last step.
        case linear
        /// Falls along half a cosine to 0 at the last step.
        case cosine
    }

    public var peak: Double
    public var warmupSteps: Int
    public var shape: Shape
    /// Where a falling rate arrives at 0.
    public var totalSteps: Int

    public init(peak: Double, warmupSteps: Int = 0, shape: Shape = .constant, totalSteps: Int) {
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.shape = shape
        self.totalSteps = totalSteps
    }

    /// - Parameter step: counts optimiser steps from 0.
    public func rate(at step: Int) -> Double {
        if step < warmupSteps { return peak * Double(step + 1) / Double(warmupSteps) }
        let span = totalSteps - warmupSteps
        guard span > 0 else { return peak }
        let progress = min(Double(step - warmupSteps) / Double(span), 1)
        switch shape {
        case .constant: return peak
        case .linear: return peak * (1 - progress)
        case .cosine: return peak * (1 + cos(.pi * progress)) / 2
        }
    }
}
