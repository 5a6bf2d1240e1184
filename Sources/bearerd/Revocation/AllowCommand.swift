import ArgumentParser
import OAuth
import Text

struct AllowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow",
        abstract: "Allow again what bearerd deny took back.",
        discussion: "Exit status: 1 when nothing of the kind is denied."
    )

    @OptionGroup
    var target: DenyTarget

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        let settings = try DenySettings.read(flags)
        let now = NumericDate.now
        do {
            let entries = try await settings.place.entries(at: now).filter { try isMeant($0, settings.issuers) }
            guard !entries.isEmpty else { throw CommandFailure.exit(ExitCode(1), "nothing of the kind is denied") }
            let notice = try await settings.place.allow(entries, at: now)
            if let notice { StandardError.warn([notice]) }
            for entry in entries { print("allowed: \(DenyText.line(entry))") }
        } catch let failure as DenyFailure {
            throw CommandFailure.exit(.unavailable, failure.reason)
        }
    }

    /// An issuer that is accepted no more may still be in the list.
    private func isMeant(_ entry: DenyEntry, _ issuers: [String]) throws -> Bool {
        let issuer = try target.issuer ?? (target.kind == "issuer" ? target.value : target.issuer(among: issuers))
        return entry.kind == target.entryKind && entry.value.isSameText(as: target.value)
            && entry.issuer.isSameText(as: issuer)
    }
}
