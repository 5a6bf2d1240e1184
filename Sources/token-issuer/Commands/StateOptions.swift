import ArgumentParser
import JOSE

/// What every command needs to find its keys.
struct StateOptions: ParsableArguments {
    @Option(help: "The directory of the private keys; made if it is missing.")
    var state: String

    @Option(help: "The algorithm that signs.", transform: Self.algorithm)
    var algorithm: JWSAlgorithm = .rs256

    static func algorithm(_ name: String) throws -> JWSAlgorithm {
        guard let algorithm = JWSAlgorithm(named: name) else { throw ValidationError("no such algorithm") }
        return algorithm
    }
}
