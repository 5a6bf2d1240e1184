import ArgumentParser
import JOSE

/// What every command needs to find its keys.
struct StateOptions: ParsableArguments {
    @Option(help: "The directory of the private keys; made if it is missing.")
    var state: String

    @Option(help: "The algorithm that signs.")
    var algorithm: JWSAlgorithm = .rs256
}

extension JWSAlgorithm: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        self.init(named: argument)
    }

    public var defaultValueDescription: String { name }
}
