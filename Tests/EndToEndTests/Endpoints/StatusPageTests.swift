import Foundation
import Testing

@Suite("The status page", .serialized)
struct StatusPageTests {
    private struct Shown: Decodable {
        let title: String
        let text: String
        let charts: Int
        let background: String
        let styled: Bool
        let overflow: Int
    }

    private static let reading = """
        ({
            title: document.title,
            text: document.body.innerText,
            charts: document.querySelectorAll("figure").length,
            background: getComputedStyle(document.body).backgroundColor,
            styled: getComputedStyle(document.querySelector("figure")).borderTopWidth === "1px",
            overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        })
        """

    @Test(
        "it shows what there is, needs nothing from elsewhere, and fits",
        arguments: [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
    )
    func page(width: Int, colorScheme: String) async throws {
        try await withDeployment { deployment in
            let token = try await deployment.token()
            for _ in 0..<3 { _ = try await deployment.http.get("/api/private", token: token) }
            _ = try await deployment.http.send("GET", "/api/private")
            let browser = Browser(folder: deployment.folder, width: width, colorScheme: colorScheme)
            let address = "http://127.0.0.1:\(deployment.port)/status"
            let visit = try await browser.visit(address, Self.reading, Shown.self)
            let shown = visit.result
            #expect(shown.title == "bearerd")
            #expect(shown.text.contains("Nothing is wrong that bearerd knows of."))
            #expect(shown.text.contains(deployment.issuer))
            #expect(shown.text.contains("token_missing"))
            #expect(shown.charts == 4)
            #expect(shown.styled)
            #expect(shown.background == (colorScheme == "dark" ? "rgb(20, 24, 31)" : "rgb(246, 247, 249)"))
            #expect(shown.overflow == 0)
            #expect(visit.problems == [])
            #expect(visit.requests == [address])
        }
    }
}
