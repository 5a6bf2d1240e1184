import ArgumentParser
import JOSE

/// `token-issuer rotate`
struct RotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Makes the key that signs from now on, and prints its identifier.",
        discussion: "The key that signed until now stays in the published set until the next rotation."
    )

    @OptionGroup var state: StateOptions

    func run() throws {
        print(try KeyStore(StateDirectory(path: state.state)).rotate(state.algorithm).keyID)
    }
}
