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
        print(SettingsReport.text(reader))
        if online { try await fetchKeys(settings) }
    }

    /// - Throws: ``ArgumentParser/ExitCode`` 69 when the keys of an issuer cannot be had.
    private func fetchKeys(_ settings: Settings) async throws {
        var settings = settings
        // The daemon's files are its own: what somebody else writes there it may not be able to read.
        settings.jwks.directory = nil
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
