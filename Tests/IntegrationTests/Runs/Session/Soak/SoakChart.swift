/// Draws what was measured as small charts below each other, over the same time.
struct SoakChart {
  /// A line: at a second, a value.
  struct Line {
    var name: String
    var colour: String
    var samples: [(second: Double, value: Double)]
  }

  struct Panel {
    var title: String
    var lines: [Line]
  }

  var title: String
  var panels: [Panel]
  /// Seconds at which the comparison begins and ends.
  var period: (begin: Double, end: Double)

  private static let left = 70.0
  private static let width = 640.0
  private static let height = 90.0
  private static let step = 150.0

  var svg: String {
    let seconds = max(1, panels.flatMap(\.lines).flatMap(\.samples).map(\.second).max() ?? 1)
    let body = panels.enumerated().map { index, panel in
      draw(panel, top: 60 + Double(index) * Self.step, seconds: seconds)
    }
    let total = 70 + Double(panels.count) * Self.step
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="760" height="\(Int(total))" font-family="system-ui, sans-serif" \
      font-size="12"><rect width="100%" height="100%" fill="white"/>\(text(Self.left, 22, title, size: 15))\
      \(body.joined())</svg>

      """
  }

  private func draw(_ panel: Panel, top: Double, seconds: Double) -> String {
    let highest = max(1, panel.lines.flatMap(\.samples).map(\.value).max() ?? 1) * 1.1
    func x(_ second: Double) -> Double { Self.left + second / seconds * Self.width }
    func y(_ value: Double) -> Double { top + Self.height - value / highest * Self.height }
    var parts = [text(Self.left, top - 8, panel.title, size: 13)]
    parts.append(
      #"<rect x="\#(number(x(period.begin)))" y="\#(number(top))" width="\#(number(x(period.end) - x(period.begin)))" "#
        + #"height="\#(number(Self.height))" fill="aliceblue"/>"#)
    for share in [0, 0.5, 1] {
      let value = highest / 1.1 * share
      parts.append(
        #"<line x1="\#(Self.left)" x2="\#(Self.left + Self.width)" y1="\#(number(y(value)))" y2="\#(number(y(value)))" "#
          + #"stroke="lightgray"/>"#)
      parts.append(text(Self.left - 8, y(value) + 4, SoakSeries.text(value), anchor: "end"))
    }
    for (index, line) in panel.lines.enumerated() {
      let points = line.samples.map { "\(number(x($0.second))),\(number(y($0.value)))" }.joined(separator: " ")
      parts.append(
        #"<polyline points="\#(points)" fill="none" stroke="\#(line.colour)" stroke-width="1.3"/>"#)
      let place = Self.left + 330 + Double(index) * 130
      parts.append(#"<rect x="\#(place)" y="\#(number(top - 18))" width="10" height="10" fill="\#(line.colour)"/>"#)
      parts.append(text(place + 15, top - 9, line.name))
    }
    for minute in stride(from: 0, through: Int(seconds / 60), by: max(1, Int(seconds / 600))) {
      parts.append(text(x(Double(minute * 60)), top + Self.height + 16, "\(minute) min", anchor: "middle"))
    }
    return parts.joined()
  }

  private func text(_ x: Double, _ y: Double, _ text: String, size: Int = 12, anchor: String = "start") -> String {
    #"<text x="\#(number(x))" y="\#(number(y))" font-size="\#(size)" text-anchor="\#(anchor)">\#(text)</text>"#
  }

  private func number(_ value: Double) -> String { SoakSeries.text(value) }
}
