import Foundation

/// Random numbers, and the same again from the same seed.
///
/// `MUTATIONS` in the environment says how many tries a test makes that takes random input, `MUTATION_SEED` where the
/// sequence begins.
public struct SeededNumbers: RandomNumberGenerator, Sendable {
    /// How many tries a test makes, unless the environment says so.
    public static func tries(usually count: Int) -> Int {
        number(named: "MUTATIONS") ?? count
    }

    private var state: UInt64

    /// A sequence of its own for each `seed`, all of which the environment moves.
    public init(seed: UInt64) {
        state = seed &+ UInt64(Self.number(named: "MUTATION_SEED") ?? 0)
    }

    private static func number(named name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// SplitMix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
