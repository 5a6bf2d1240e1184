import OAuth
import Testing

@testable import bearerd

@Suite struct LineChartTests {
    private func chart(_ samples: [StatusSample]) -> String {
        LineChart("Requests", .requests(samples), text: StatusPage.number).html.source
    }

    @Test func theHighestIsAtTheTopAndNowAtTheRight() {
        let html = chart([
            StatusSample(at: .zero), StatusSample(at: .seconds(200), letThrough: 200),
            StatusSample(at: .seconds(350), letThrough: 800),
        ])
        #expect(html.contains("<polyline class=\"line0\" points=\"300.0,90.0 600.0,0.0\"/>"))
        #expect(html.contains("<polyline class=\"line1\" points=\"300.0,120.0 600.0,120.0\"/>"))
        #expect(html.contains("<span class=\"most\">4</span>"))
        #expect(html.contains("let through: <b>4</b>"))
        #expect(html.contains("<span>5 min ago</span>"))
    }

    @Test func itGrowsToAnHour() {
        let hour = (0...120).map { StatusSample(at: .seconds($0 * 30)) }
        #expect(chart(hour).contains("<span>59 min ago</span>"))
        let longer = (0...240).map { StatusSample(at: .seconds($0 * 30)) }
        #expect(chart(longer).contains("<span>60 min ago</span>"))
        #expect(!chart(longer).contains(",-") && !chart(longer).contains("\"-"), "nothing is drawn beyond the edge")
    }

    @Test func nothingIsSaidToBeNothing() {
        for samples in [[], [StatusSample(at: .zero)]] {
            #expect(chart(samples).contains("Nothing yet."))
            #expect(!chart(samples).contains("<svg"))
        }
    }

    @Test func oneValueIsSeen() {
        let html = chart([StatusSample(at: .zero), StatusSample(at: .seconds(30), letThrough: 30)])
        #expect(html.contains("points=\"600.0,0.0 600.0,0.0\""))
    }
}
