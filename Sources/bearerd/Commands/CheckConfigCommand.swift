import ArgumentParser
import Glibc
import OAuth

struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Print the effective settings, each with where it came from.",
        discussion: """
            With --nginx, look through nginx's configuration instead, as nginx -T prints it, and print every door: server, \
            location, its policy or OPEN, and why. Exit status: 78 when something is wrong, such as a way around a guard.

            nginx -T | bearerd check-config --nginx -
            """
    )

    @Flag(help: "Also fetch the keys of every issuer, and say which will be used.")
    var online = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Check nginx's configuration instead: these files, or standard input (-).",
            valueName: "file"
        )
    )
    var nginx: [String] = []

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        guard nginx.isEmpty else { return try checkNginx() }
        let reading: SettingsSource.Reading
        do { reading = try SettingsSource(flags: flags.values, envFile: flags.envFile).read() } catch {
            throw CommandFailure.exit(error)
        }
        let (reader, settings) = (reading.reader, reading.settings)
        print(SettingsReport.text(reader))
        for line in settings.profile?.lines ?? [] { print(line) }
        let further = settings.introspection.lines + (settings.decryptionKeys?.lines ?? [])
        for line in settings.presetNotes.flatMap(\.lines) + further { print(line) }
        StandardError.warn(settings.warnings)
        try checkUnitUser(reader, settings)
        if online { try await fetchKeys(settings) }
    }

    /// - Throws: ``ArgumentParser/ExitCode`` 78 when a file cannot be read or something in it is wrong.
    private func checkNginx() throws {
        var isGood = true
        for file in nginx {
            let report = NginxReport(file, isOriginSet: isOriginSet)
            for line in report.lines { print(line) }
            for mistake in report.mistakes { StandardError.write("bearerd: \(mistake)\n") }
            if !report.mistakes.isEmpty { isGood = false }
        }
        guard isGood else { throw ExitCode.configuration }
    }

    /// By the settings of this command; what cannot be read sets none.
    private func isOriginSet() -> Bool {
        let reader = try? SettingReader(flags: flags.values, envFile: flags.envFile)
        return (try? reader?.value(\.publicOrigin)) != nil
    }

    /// What only root can read is no use to the unit, which reads the settings itself.
    ///
    /// - Throws: ``ArgumentParser/ExitCode`` 78 when its user could not read a file that root can.
    private func checkUnitUser(_ reader: SettingReader, _ settings: Settings) throws {
        guard let envFile = flags.envFile, geteuid() == 0, let user = UnitUser() else { return }
        let mistakes = user.mistakes(envFile: envFile, reader, settings)
        for mistake in mistakes { StandardError.write("bearerd: \(mistake)\n") }
        guard mistakes.isEmpty else { throw ExitCode.configuration }
    }

    /// - Throws: ``ArgumentParser/ExitCode`` 69 when the keys of an issuer cannot be had.
    private func fetchKeys(_ settings: Settings) async throws {
        var isEveryoneReachable = true
        // Of an issuer that is asked about its JWTs, nobody needs the keys.
        for policy in settings.policies where policy.introspection?.jwts != .asked {
            let report = await KeyReport(policy, fetch: KeyFetching.fetch(settings))
            for line in report.lines { print(line) }
            StandardError.warn(report.warnings)
            if !report.hasKeys { isEveryoneReachable = false }
        }
        if let introspection = Introspecting.introspection(settings, onEvent: { _ in }) {
            for (issuer, _) in settings.introspection.endpoints {
                let report = await IntrospectionReport(introspection, of: issuer)
                print(report.line)
                if !report.isGood { isEveryoneReachable = false }
            }
        }
        guard isEveryoneReachable else { throw ExitCode.unavailable }
    }
}
