import ArgumentParser
import OAuth
import Text

struct DenyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deny",
        abstract: "Take tokens back: from now on they are refused.",
        discussion: """
            The entry is written to REDIS_URL, or else to DENY_FILE, and counts within a second. It denies tokens of the future as well, unless \
            --issued-before is there. What is denied already is denied anew, by the times that are given now.
            """
    )

    @OptionGroup
    var target: DenyTarget

    @Option(help: ArgumentHelp("When the entry ends; without it, bearerd allow ends it.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("Only tokens that were issued earlier.", valueName: "time"))
    var issuedBefore: String?

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func validate() throws {
        for (name, text) in [("--until", until), ("--issued-before", issuedBefore)] {
            guard let text, DenyTime.moment(text, at: .now) == nil else { continue }
            throw ValidationError("\(name) \(DenyTime.expected).")
        }
        guard target.kind == "issuer", issuedBefore == nil else { return }
        throw ValidationError(
            "issuer goes with --issued-before: an issuer whose tokens are all refused is one that is not accepted."
        )
    }

    func run() async throws {
        let settings = try DenySettings.read(flags)
        let now = NumericDate.now
        let end = until.flatMap { DenyTime.moment($0, at: now) }
        if let end, end <= now { throw ValidationError("--until is in the past: the entry would deny nothing.") }
        guard
            let entry = DenyEntry(
                target.entryKind ?? .tokenID,
                target.value,
                of: try target.issuer(among: settings.issuers),
                issuedBefore: issuedBefore.flatMap { DenyTime.moment($0, at: now) },
                until: end
            )
        else { throw ValidationError("VALUE has 1 to \(DenyEntry.longestText) bytes.") }
        let notice: String?
        do { notice = try await settings.place.deny([entry], at: now) } catch {
            throw CommandFailure.exit(.unavailable, error.reason)
        }
        if let notice { StandardError.warn([notice]) }
        print("denied: \(DenyText.line(entry))")
    }
}
