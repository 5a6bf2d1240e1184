import JOSE
import TestSupport
import Testing

@testable import OAuth

@Suite struct DenyTableTests {
    private let now = TokenFixtures.now

    private func claims(_ subject: String = "s0", issuedAt: Double? = 100) throws -> RegisteredClaims {
        let claims = TokenFixtures.claims.with("iss", "i0").with("sub", .string(subject))
        return try RegisteredClaims(claims.with("iat", issuedAt.map { .number($0) }))
    }

    private func table(_ lines: [DenyLine]) -> DenyTable {
        var table = DenyTable()
        for line in lines { table.merge(line) }
        return table
    }

    private func texts(_ table: DenyTable) -> [String] {
        table.lines(at: NumericDate(secondsSinceEpoch: 0)).map { String(decoding: $0.bytes, as: UTF8.self) }.sorted()
    }

    /// Lines of which many are about the same, often with the same time.
    private func randomLine(_ numbers: inout SeededNumbers) throws -> DenyLine {
        let issuer = "i\(Int.random(in: 0..<2, using: &numbers))"
        let kind = DenyEntry.Kind.allCases.randomElement(using: &numbers) ?? .subject
        let isBounded = kind == .issuer || Bool.random(using: &numbers)
        func date() -> NumericDate { NumericDate(secondsSinceEpoch: Double.random(in: 1...200, using: &numbers)) }
        let entry = DenyEntry(
            kind,
            kind == .issuer ? issuer : "s\(Int.random(in: 0..<3, using: &numbers))",
            of: issuer,
            issuedBefore: isBounded ? date() : nil,
            until: Bool.random(using: &numbers) ? date() : nil
        )
        let at = Int64.random(in: 0..<4, using: &numbers)
        return DenyLine(try #require(entry), at: at, isAllowed: Int.random(in: 0..<3, using: &numbers) == 0)
    }

    @Test func theOrderOfLinesAndHowOftenTheyComeDoesNotMatter() throws {
        var numbers = SeededNumbers(seed: 1)
        for _ in 0..<500 {
            let lines = try (0..<30).map { _ in try randomLine(&numbers) }
            let expected = texts(table(lines))
            #expect(texts(table(lines.shuffled(using: &numbers))) == expected)
            #expect(texts(table((lines + lines).shuffled(using: &numbers))) == expected)
            // As a restart does with a copy, and another process with what that one writes back.
            var copy = table(Array(lines.prefix(11)))
            for line in table(lines).lines(at: NumericDate(secondsSinceEpoch: 0)) { copy.merge(line) }
            #expect(texts(copy) == expected)
        }
    }

    @Test func theLaterLineCountsAndOfTwoAtOnceTheOneThatDeniesMore() throws {
        let all = try #require(DenyEntry(.subject, "s0", of: "i0"))
        let short = try #require(DenyEntry(.subject, "s0", of: "i0", until: now))
        let denied = DenyLine(all, at: 5)
        let allowed = DenyLine(all, at: 5, isAllowed: true)
        let claims = try claims()
        func entry(_ lines: [DenyLine]) -> DenyEntry? { table(lines).entry(denying: claims, signedWith: nil, at: now) }
        #expect(entry([denied, allowed]) == all)
        #expect(entry([denied, denied.takenBack(at: 5)]) == nil)
        #expect(entry([denied, DenyLine(short, at: 5)]) == all)
        #expect(entry([denied, DenyLine(short, at: 6)]) == nil)
    }

    @Test func aBoundDoesNotTakeBackWhatDeniesAll() throws {
        let all = try #require(DenyEntry(.subject, "s0", of: "i0"))
        let early = NumericDate(secondsSinceEpoch: 50)
        let bounded = try #require(DenyEntry(.subject, "s0", of: "i0", issuedBefore: early))
        let table = table([DenyLine(all, at: 1), DenyLine(bounded, at: 2)])
        #expect(try table.entry(denying: claims(issuedAt: 100), signedWith: nil, at: now) == all)
    }

    @Test func textsThatUnicodeTakesForEqualAreTwo() throws {
        let one = try #require(DenyEntry(.subject, "\u{e9}", of: "i0"))
        let table = table([DenyLine(one)])
        #expect(try table.entry(denying: claims("\u{e9}"), signedWith: nil, at: now) == one)
        #expect(try table.entry(denying: claims("e\u{301}"), signedWith: nil, at: now) == nil)
    }

    @Test func whatHasEndedIsFreed() throws {
        let ended = try #require(DenyEntry(.subject, "s0", of: "i0", until: now))
        let lasting = try #require(DenyEntry(.clientID, "c", of: "i0", until: now + 1.0))
        var table = table([DenyLine(ended), DenyLine(lasting)])
        let (first, second) = (table.forget(at: now), table.forget(at: now))
        #expect((first, second) == (true, false))
        #expect(table.count == 1)
        #expect(table.lines(at: now).map(\.entry) == [lasting])
        #expect(table.lines(at: now + 1.0).map(\.entry) == [])
    }

    @Test func whatIsTakenOutIsNotThere() throws {
        let entry = try #require(DenyEntry(.subject, "s0", of: "i0"))
        var table = table([DenyLine(entry)])
        #expect(table.line(about: entry) == DenyLine(entry))
        table.remove(entry)
        #expect(table.line(about: entry) == nil)
        #expect(try table.entry(denying: claims(), signedWith: nil, at: now) == nil)
    }
}
