import Synchronization
import Testing

@testable import DreyDeploy

private struct Step: PlanOperation {
  var summary: String
}

@Suite struct PlanTests {
  @Test func printsOneLinePerNodeWithItsCause() {
    var plan = Plan<Step>()
    let network = plan.add(Step(summary: "network a: create"), because: "private network")
    let volume = plan.add(Step(summary: "volume a: create"), because: "secret")
    _ = plan.add(Step(summary: "container a: create"), because: "JobManager", after: [network, volume])
    #expect(
      plan.description == """
        [] -> #1 network a: create (private network)
        [] -> #2 volume a: create (secret)
        [1,2] -> #3 container a: create (JobManager)
        """)
  }

  @Test func whatHasToBeBuiltComesFirst() {
    var plan = Plan<Step>()
    let network = plan.add(Step(summary: "network a: create"), because: "private network")
    _ = plan.add(Step(summary: "container a: create"), because: "JobManager", after: [network])
    #expect(
      plan.report.building(["drey/jobmanager:1", "drey/application:2"]).description == """
        [] -> #1 image drey/jobmanager:1: build (the engine lacks it)
        [1] -> #2 image drey/application:2: build (the engine lacks it)
        [2] -> #3 network a: create (private network)
        [3] -> #4 container a: create (JobManager)
        """)
    #expect(plan.report.building([]) == plan.report)
  }

  @Test func executesEveryNodeOnceAndAfterItsDependencies() async throws {
    var plan = Plan<Step>()
    var ids: [Int] = []
    for index in 0..<40 {
      ids.append(
        plan.add(Step(summary: "\(index)"), because: "test", after: index < 4 ? [] : [ids[index / 2], ids[index - 3]]))
    }
    let done = Mutex<[String]>([])
    try await PlanExecutor<Step> { step in
      await Task.yield()
      done.withLock { $0.append(step.summary) }
    }.execute(plan)
    let order = done.withLock { $0 }
    #expect(Set(order).count == 40)
    for node in plan.nodes {
      let place = order.firstIndex(of: "\(node.id)")
      for dependency in node.dependencies {
        #expect(order.firstIndex(of: "\(dependency)").map { $0 < place ?? -1 } == true)
      }
    }
  }

  @Test func independentNodesRunAtTheSameTime() async throws {
    var plan = Plan<Step>()
    for index in 0..<3 { _ = plan.add(Step(summary: "\(index)"), because: "test") }
    let running = Mutex(0)
    let (all, signal) = AsyncStream<Void>.makeStream()
    // Every node waits until all three have begun: run one after the other, they would never end.
    try await PlanExecutor<Step> { _ in
      if running.withLock({
        $0 += 1; return $0
      }) == 3 {
        signal.finish()
      }
      for await _ in all {}
    }.execute(plan)
    #expect(running.withLock { $0 } == 3)
  }

  @Test func firstErrorEndsItAndLaterNodesNeverBegin() async {
    struct Refused: Error {}
    var plan = Plan<Step>()
    let first = plan.add(Step(summary: "fails"), because: "test")
    _ = plan.add(Step(summary: "never"), because: "test", after: [first])
    let begun = Mutex<[String]>([])
    await #expect(throws: Refused.self) {
      try await PlanExecutor<Step> { step in
        begun.withLock { $0.append(step.summary) }
        throw Refused()
      }.execute(plan)
    }
    #expect(begun.withLock { $0 } == ["fails"])
  }
}
