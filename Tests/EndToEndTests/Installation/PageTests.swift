import Foundation
import Testing

/// The page of the development issuer, in Chromium, in front of what `make run` starts: one after another, since each is four
/// processes and a browser.
@Suite("The page of make run", .serialized)
struct PageTests {
    /// What the page shows after a click.
    private struct Shown: Decodable {
        /// What each card says at its end of the line: `200`, or `401 invalid_audience`.
        let outcomes: [String]
        let requests: [String]
        let answers: [String]
        let challenges: [String]
        /// The names of the checks that failed, by card.
        let failed: [String]
        /// What the header and the claims of the token hold.
        let claims: [String]
        let state: String
        let overflow: Int
    }

    @Test("a good token gets in everywhere, and the page loads nothing from elsewhere", arguments: [360, 1280])
    func goodToken(width: Int) async throws {
        try await withMakeRun { run, folder in
            let visit = try await visit(run, Browser(folder: folder, width: width))
            let shown = visit.result
            #expect(shown.outcomes == ["200", "200", "200", "200"])
            #expect(shown.failed == ["", "", ""])
            #expect(shown.challenges == [])
            #expect(shown.answers[3].contains("Auth-Subject: auth0|alice\nAuth-Client: development-client"))
            #expect(shown.overflow == 0)
            #expect(visit.problems == [])
            #expect(visit.requests.allSatisfy { $0.hasPrefix(run.origin + "/") })
            #expect(visit.requests.count == 9)
        }
    }

    @Test("a token that is broken on purpose is refused, and its check is named", arguments: [360, 1280])
    func brokenToken(width: Int) async throws {
        try await withMakeRun { run, folder in
            let browser = Browser(folder: folder, width: width, colorScheme: "dark")
            let shown = try await visit(run, browser, #"set("defect", "wrong-audience");"#).result
            #expect(shown.outcomes == ["200"] + Array(repeating: "401 invalid_audience", count: 3))
            #expect(shown.failed == ["audience", "audience", "audience"])
            #expect(shown.answers[1].hasPrefix("401 Unauthorized\n"))
            let challenge = try #require(shown.challenges.first)
            #expect(challenge.hasPrefix("Challenge: Bearer"))
            #expect(challenge.contains("The access token is for another audience."))
            #expect(shown.overflow == 0)
        }
    }

    @Test("whatever is wrong with a token, the page explains what bearerd answers")
    func defects() async throws {
        try await withMakeRun { run, folder in
            let script = """
                const found = [];
                for (const { value } of document.getElementById("defect").options) {
                    set("defect", value);
                    await click("mint");
                    const answer = calls.querySelector("#call-private .outcome").textContent;
                    const explanation = calls.querySelector("#call-private summary").textContent;
                    found.push(answer + "; " + explanation);
                }
                return found;
                """
            let found = try await visit(run, Browser(folder: folder), returning: [String].self, script).result
            let expected = [
                "token_expired", "token_not_yet_valid", "invalid_audience", "invalid_issuer", "invalid_signature",
                "invalid_claims", "jwks_key_not_found",
            ].map { "401 \($0); Check by check: refused: \($0)" }
            #expect(found == ["200; Check by check: accepted"] + expected)
        }
    }

    @Test("a token without the scope is refused where one is needed")
    func weakToken() async throws {
        try await withMakeRun { run, folder in
            let shown = try await visit(run, Browser(folder: folder), #"set("scopes", "read:profile");"#).result
            #expect(shown.outcomes == ["200", "200", "403 insufficient_scope", "403 insufficient_scope"])
            #expect(shown.failed == ["", "scope read:messages", "scope read:messages"])
        }
    }

    @Test("a bound token gets in with proofs of the browser's key, and not as a bearer token", arguments: [360, 1280])
    func boundToken(width: Int) async throws {
        try await withMakeRun { run, folder in
            let browser = Browser(folder: folder, width: width)
            let bound = try await visit(run, browser, #"document.getElementById("bound").click();"#).result
            #expect(bound.outcomes == ["200", "200", "200", "200"])
            #expect(bound.requests.allSatisfy { $0.contains("\nAuthorization: DPoP ") && $0.contains("\nDPoP: ") })
            #expect(bound.overflow == 0)
            let again =
                #"document.getElementById("bound").click(); await click("mint"); document.getElementById("as-bearer").click();"#
            let bearer = try await visit(run, browser, again, form: "call").result
            #expect(bearer.outcomes[1].hasPrefix("401 "))
            #expect(bearer.failed[0] == "binding")
        }
    }

    @Test("where proofs need a nonce, the page takes it from the refusal and asks again")
    func nonce() async throws {
        try await withMakeRun(environment: ["DPOP_NONCE": "required"]) { run, folder in
            let bound = try await visit(run, Browser(folder: folder), #"document.getElementById("bound").click();"#)
                .result
            #expect(bound.outcomes == ["200", "200", "200", "200"])
            #expect(bound.failed == ["", "", ""])
        }
    }

    @Test("without a token the page shows the challenges, and there is nothing to explain")
    func withoutToken() async throws {
        try await withMakeRun { run, folder in
            let script = #"document.getElementById("as-none").click();"#
            let shown = try await visit(run, Browser(folder: folder), script, form: "call").result
            #expect(shown.outcomes == ["200", "401 token_missing", "401 token_missing", "401 token_missing"])
            #expect(shown.requests.allSatisfy { !$0.contains("Authorization") })
            #expect(shown.challenges.count == 6)
            #expect(shown.failed == [])
        }
    }

    @Test("what a token says is text of the page, whatever it is")
    func text() async throws {
        try await withMakeRun { run, folder in
            let script = #"set("subject", "<img src=x onerror=document.title=1>\u202E");"#
            let visit = try await visit(run, Browser(folder: folder), script)
            #expect(visit.result.outcomes == ["200", "200", "200", "200"])
            // And what would turn the text around is written out.
            #expect(visit.result.claims.contains(#"<img src=x onerror=document.title=1>\u{202e}"#))
            #expect(visit.requests.count == 9)
            #expect(visit.problems == [])
        }
    }

    @Test("what the issuer refuses is said, and nothing is called")
    func refused() async throws {
        try await withMakeRun { run, folder in
            let shown = try await visit(run, Browser(folder: folder), #"set("scopes", "\"");"#).result
            #expect(shown.state.hasPrefix("The scopes are at most 64 words"))
            #expect(shown.outcomes == [])
        }
    }

    @Test("what is installed has no page in it")
    func installed() throws {
        let mark = Data("DevelopmentPage".utf8)
        let issuer = try Data(contentsOf: URL(filePath: Project.tokenIssuer), options: .alwaysMapped)
        let bearerd = try Data(contentsOf: URL(filePath: Project.bearerd), options: .alwaysMapped)
        #expect(issuer.range(of: mark) != nil)
        #expect(bearerd.range(of: mark) == nil)
    }

    /// Prepares the page with `script`, clicks the button of a form, waits for the answers and reads what is shown.
    private func visit(
        _ run: MakeRun,
        _ browser: Browser,
        _ script: String = "",
        form: String = "mint"
    ) async throws -> Browser.Visit<Shown> {
        let reading = """
            \(script)
            await click("\(form)");
            const texts = (selector) => [...calls.querySelectorAll(selector)].map((found) => found.textContent);
            const failed = (details) => [...details.querySelectorAll("li")]
                .filter((item) => item.firstChild.textContent === "FAIL")
                .map((item) => item.querySelector("strong").textContent).join(" ");
            const page = document.documentElement;
            return {
                outcomes: texts(".outcome"),
                requests: texts(".request pre"),
                answers: texts(".answer pre"),
                challenges: texts(".challenge"),
                failed: [...calls.querySelectorAll("details")].map(failed),
                claims: texts("#call-private details dd"),
                state: document.getElementById("state").textContent,
                overflow: page.scrollWidth - page.clientWidth,
            };
            """
        return try await visit(run, browser, returning: Shown.self, reading)
    }

    /// Runs a script that may click, and returns what it has found.
    private func visit<Found: Decodable>(
        _ run: MakeRun,
        _ browser: Browser,
        returning type: Found.Type,
        _ script: String
    ) async throws -> Browser.Visit<Found> {
        let script = """
            (async () => {
                const calls = document.getElementById("calls");
                const set = (id, value) => { document.getElementById(id).value = value; };
                const click = (form) => new Promise((resolve) => {
                    const observer = new MutationObserver(() => {
                        if (calls.getAttribute("aria-busy") === "true") { return; }
                        observer.disconnect();
                        resolve();
                    });
                    observer.observe(calls, { attributes: true });
                    document.querySelector(`#${form} button`).click();
                });
                \(script)
            })()
            """
        return try await browser.visit(run.origin + "/", script, type)
    }
}
