import DreyModel
import Testing

@testable import TaskRuntime

@Suite struct ExchangeLayoutTests {
  private func layout(_ sources: Int, _ targets: Int, _ strategies: [ShipStrategy]) -> ExchangeLayout {
    ExchangeLayout(
      graph: JobGraph(
        name: "layout",
        vertices: [
          JobVertex(id: 0, name: "sources", parallelism: sources, operators: []),
          JobVertex(id: 1, name: "targets", parallelism: targets, operators: []),
        ],
        edges: strategies.enumerated().map { JobEdge(id: $0, source: 0, target: 1, shipStrategy: $1) }))
  }

  @Test func rescaleMatchesContiguousGroups() {
    func downstream(_ sources: Int, _ targets: Int) -> [[Int]] {
      let layout = layout(sources, targets, [.rescale])
      return (0..<sources).map { Array(layout.downstream(of: layout.graph.edges[0], from: $0)) }
    }
    #expect(downstream(2, 6) == [[0, 1, 2], [3, 4, 5]])
    #expect(downstream(6, 2) == [[0], [0], [0], [1], [1], [1]])
    #expect(downstream(2, 5) == [[0, 1, 2], [3, 4]])
    #expect(downstream(5, 2) == [[0], [0], [1], [1], [1]])
    #expect(downstream(3, 3) == [[0], [1], [2]])
  }

  /// Whatever the parallelisms: who sends is who is expected, and every channel of a gate has exactly one sender.
  @Test(arguments: 1...7, 1...7) func bothEndsAgree(sources: Int, targets: Int) {
    var strategies = ShipStrategy.allCases.filter { $0 != .forward } + [.rescale]
    if sources == targets { strategies.append(.forward) }
    let layout = layout(sources, targets, strategies)
    var taken = Array(repeating: [Int](), count: targets)
    for edge in layout.graph.edges {
      for upstream in 0..<sources {
        let downstream = layout.downstream(of: edge, from: upstream)
        #expect(!downstream.isEmpty)
        for target in 0..<targets {
          #expect(layout.upstream(of: edge, to: target).contains(upstream) == downstream.contains(target))
          guard downstream.contains(target) else { continue }
          taken[target].append(layout.channel(of: edge, from: upstream, to: target))
        }
      }
    }
    for target in 0..<targets {
      let count = layout.channelCount(of: SubtaskID(vertex: 1, index: target))
      #expect(taken[target].sorted() == Array(0..<count))
    }
  }
}
