import ArgumentParser
import JOSE
import OAuth

struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Print the effective settings, each with where it came from."
    )

    @Flag(help: "Also fetch the keys of every issuer.")
    var online = false

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        let reader: SettingReader
        let settings: Settings
        do {
            reader = try await SettingReader(flags: flags.values)
            settings = try Settings(reader)
        } catch {
            throw CommandFailure.exit(error)
        }
        printSettings(reader)
        if online { try await fetchKeys(settings) }
    }

    private func printSettings(_ reader: SettingReader) {
        for key in SettingKey.allCases {
            guard let text = reader.text(key) else { continue }
            print("\(key.rawValue)=\(text.value)  # \(text.origin)")
        }
    }

    /// - Throws: ``ArgumentParser/ExitCode`` 69 when the keys of an issuer cannot be had.
    private func fetchKeys(_ settings: Settings) async throws {
        let cache = KeyFetching.cache(settings) { _ in }
        var isEveryoneReachable = true
        for policy in settings.policies {
            do {
                let snapshot = try await cache.keys(of: policy.issuer, from: policy.keySource).refreshed(for: nil)
                print("\(policy.issuer): \(snapshot.keys.keys.count) keys")
            } catch {
                isEveryoneReachable = false
                print("\(policy.issuer): \(error)")
            }
        }
        guard isEveryoneReachable else { throw ExitCode.unavailable }
    }
}
