import ArgumentParser

@main
struct Bearerd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bearerd")
}
