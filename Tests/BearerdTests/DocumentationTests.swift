import OAuth
import TestSupport
import Testing

@testable import bearerd

/// What the pages show is what is compiled.
@Suite struct DocumentationTests {
    @Test func theHandlerOfTheLibraryPageIsTheOneThatIsCompiled() throws {
        let page = try Repository.text(of: "docs/library.md")
        let handler = try Repository.text(of: "Examples/Orders/Orders.swift")
        #expect(page.contains("```swift\n\(handler)```"))
    }

    @Test func theRouteInTheReadmeIsOneOfThatHandler() throws {
        let readme = try Repository.text(of: "README.md")
        let handler = try Repository.text(of: "Examples/Orders/Orders.swift")
        let route = try #require(readme.firstMatch(of: /```swift\n((?s:.*?))```/)).1
        let indented = route.split(separator: "\n").map { "        \($0)\n" }.joined()
        #expect(handler.contains(indented))
    }

    @Test func everyCodeOfARefusalIsExplained() throws {
        let page = try Repository.text(of: "docs/refusals.md")
        for code in TokenValidationError.Code.allCases {
            #expect(page.contains("`\(code.rawValue)`"), "\(code.rawValue)")
        }
    }

    /// The table is made of the rows: a line that is missing is printed as it should be.
    @Test func everySettingStandsOnItsPageWithItsDefaultAndSentence() throws {
        let page = try Repository.text(of: "docs/configuring.md")
        let lines = page.split(separator: "\n").filter { $0.contains(/^\| `[A-Z0-9_]+` \|/) }
        let rows = SettingTable.rows.map { row in
            let standard = row.standardInWords ?? row.standard.map { "`\($0)`" }
            return "| `\(row.name)` |\(standard.map { " \($0)" } ?? "") | \(row.help) |"
        }
        for row in rows where !lines.contains(Substring(row)) { Issue.record("missing: \(row)") }
        #expect(lines.count == rows.count)
    }

    /// What stands behind `.It Cm` in a manual page, but for what an argument is called.
    private func entries(ofPage path: String) throws -> Set<String> {
        let lines = try Repository.text(of: path).split(separator: "\n").filter { $0.hasPrefix(".It Cm ") }
        let names = lines.flatMap { line in
            line.replacing(/Ar \w+|Ns |\.\.\./, with: "").dropFirst(7).split(separator: /[ ,:=]+/)
        }
        return Set(names.map { String($0) }).subtracting(["Cm"])
    }

    @Test func everyMemberOfAnIssuerStandsOnItsManualPage() throws {
        #expect(try entries(ofPage: "systemd/bearerd-issuers.5") == Set(IssuerMember.all.flatMap(\.names)))
    }

    /// The table itself is held by the tests of policies.
    @Test func everyPartOfAPolicyStandsOnItsManualPage() throws {
        let page = try Repository.text(of: "docs/guarding.md")
        let table = try #require(page.split(separator: "## Policies").last?.split(separator: "## ").first)
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let parts = rows.flatMap { row in
            (row.split(separator: "|").first ?? "").matches(of: /[`;]([a-z_-]+)/).map { String($0.1) }
        }
        #expect(parts.count > 12)
        #expect(try entries(ofPage: "systemd/bearerd-policies.5") == Set(parts))
    }

    @Test(arguments: [
        ("docs/operating.md", "A restart is what", "take. "), ("systemd/bearerd.8", "judged\nanew.", "take a restart"),
    ])
    func whatTakesARestartIsNamed(page: String, beginning: String, end: String) throws {
        let parts = try Repository.text(of: page).split(separator: beginning)
        let names = try #require(parts.last?.split(separator: end).first).matches(of: /[A-Z_]{4,}/)
        #expect(Set(names.map { String($0.0) }) == Set(SettingTable.takenAtStart.map(\.name)))
    }

    /// An arrow of the picture is a dependency, and who depends on something can be followed to it along arrows.
    @Test func thePictureOfTheModulesIsThatOfThePackage() throws {
        let package = Modules(ofPackage: try Repository.text(of: "Package.swift"))
        let picture = Modules(ofPicture: try Repository.text(of: "ARCHITECTURE.md"))
        #expect(package.imports.count > 15)
        for (module, imports) in picture.imports {
            #expect(imports.subtracting(package.imports[module] ?? []).isEmpty, "arrows from \(module)")
        }
        for (module, imports) in package.imports {
            #expect(imports.subtracting(picture.reachable(from: module)).isEmpty, "dependencies of \(module)")
        }
    }
}

/// Who imports whom, of the modules of this package that users are given.
private struct Modules {
    var imports: [String: Set<String>] = [:]

    init(ofPackage text: String) {
        let targets = text.split(separator: "    targets: [")[1].split(separator: "        // Tests: ")[0]
        for target in targets.split(separator: "\n        .") where !target.contains("path: \"Examples") {
            guard let name = target.firstMatch(of: /name: "([\w-]+)"/)?.1 else { continue }
            let list = target.firstMatch(of: /dependencies: \[((?s:.*?))\]/)?.1 ?? ""
            let own = list.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"([\w-]+)"/)
            imports[String(name)] = Set(own.map { String($0.1) })
        }
    }

    init(ofPicture text: String) {
        for match in text.matches(of: /(?m)^ +([\w-]+) --> ([\w &-]+)$/) {
            let names = match.2.split(separator: " & ").map { String($0) }
            imports[String(match.1), default: []].formUnion(names)
        }
    }

    func reachable(from module: String) -> Set<String> {
        var found: Set<String> = []
        var open = imports[module] ?? []
        while let next = open.popFirst() {
            if found.insert(next).inserted { open.formUnion(imports[next] ?? []) }
        }
        return found
    }
}
