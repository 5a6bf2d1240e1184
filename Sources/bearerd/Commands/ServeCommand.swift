import ArgumentParser
import FastCGI
import Glibc

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve until SIGTERM or SIGINT (the default)."
    )

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        let source = SettingsSource(flags: flags.values, envFile: flags.envFile)
        let reading: SettingsSource.Reading
        do { reading = try source.read() } catch { throw CommandFailure.exit(error) }
        do {
            try await Application(source, reading).run()
        } catch let error as Application.UnusableAddress {
            throw CommandFailure.exit(error, reading.reader)
        } catch let error as Application.UnusableAuditLog {
            throw CommandFailure.exit(error, reading.reader)
        } catch let error as Store.Unusable {
            throw CommandFailure.exit(error, reading.reader)
        } catch let error as ListenError {
            throw CommandFailure.exit(error)
        }
        // Keys may still be on their way, on threads that use what libraries would tear down in exit(3): OpenSSL's locks
        // would be gone under them.
        _exit(EXIT_SUCCESS)
    }
}
