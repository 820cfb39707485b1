import DifferentialJobs

/// Jobs for what is known to be easy to get wrong; their names say what.
enum HandWritten {
  static let jobs = lateness + batch + order + timers + ends
}

/// A record of one key whose value is its place.
private func records(_ times: [Int], key: String = "a") -> [Element] {
  times.enumerated().map { .record(key: key, value: $0, time: $1) }
}

extension HandWritten {
  /// A window [0,10) is late from watermark 9 on, with a lateness of 5 from 14 on.
  private static var lateness: [JobDescription] {
    [8, 9, 10, 13, 14, 15].flatMap { watermark in
      [0, 5].map { (lateness: Int) in
        JobDescription(
          id: "late-at-watermark-\(watermark)-lateness-\(lateness)", parallelism: 2,
          sources: [records([3, 4]) + [.watermark(watermark)] + records([9, 10, 0])],
          .window(.tumbling, 10, .concat, lateness: lateness, lateOutput: true))
      }
    }
  }

  private static var batch: [JobDescription] {
    let late = records([0, 70, 130]) + [.watermark(125)] + records([5, 75, 10])
    return [
      JobDescription(id: "batch-counts-late-records", mode: .batch, sources: [late], .window(.tumbling, 60, .count)),
      JobDescription(
        id: "batch-has-no-late-output", mode: .batch, sources: [late],
        .window(.sliding, 60, slide: 20, .process, lateOutput: true)),
      JobDescription(
        id: "batch-brings-records-in-order-of-time", mode: .batch, sources: [late],
        .window(.global, 0, .process, trigger: TestedOperator.Trigger(.count, 2, purges: true))),
      JobDescription(id: "batch-keeps-the-latest-by-time", mode: .batch, sources: [late], .keyed(.latest)),
      JobDescription(id: "batch-sessions", mode: .batch, sources: [late], .window(.session, 20, .concat)),
      JobDescription(
        id: "batch-timers-of-a-key-fire-at-its-end", mode: .batch, parallelism: 2, sources: [late],
        .process(
          [TestedOperator.Action(.register, 3), TestedOperator.Action(.registerFromWatermark, -50)], again: 7, limit: 5)
      ),
    ]
  }

  private static var order: [JobDescription] {
    let disorder = records([12, 3, 25, 7, 14, 1, 22])
    let ties = [7, 3, 7, 3, 5].enumerated().map { Element.record(key: "a", value: $1, time: 20 - 3 * $0) }
    return [
      JobDescription(
        id: "sliding-windows-keep-the-latest-to-come", sources: [disorder], .window(.sliding, 20, slide: 5, .latest)),
      JobDescription(
        id: "sliding-windows-add-in-order", sources: [disorder], .window(.sliding, 20, slide: 8, offset: 3, .concat)),
      JobDescription(id: "sliding-windows-min-of-ties", sources: [ties], .window(.sliding, 20, slide: 5, .minBy)),
      JobDescription(id: "sliding-windows-max-of-ties", sources: [ties], .window(.sliding, 20, slide: 5, .maxBy)),
      JobDescription(id: "tumbling-windows-max-of-ties", sources: [ties], .window(.tumbling, 50, .maxBy)),
      JobDescription(id: "keyed-min-of-ties", sources: [ties], .keyed(.minBy)),
      JobDescription(
        id: "sessions-extended-in-both-directions", sources: [records([50, 55, 45, 60, 40, 100, 95])],
        .window(.session, 7, .mix)),
      JobDescription(
        id: "sessions-bridged-by-a-record", sources: [records([0, 20, 10, 40, 30])], .window(.session, 10, .sum)),
      JobDescription(
        id: "sessions-merged-while-late", sources: [records([0, 20]) + [.watermark(15)] + records([12, 9, 3])],
        .window(.session, 10, .count, lateness: 10, lateOutput: true)),
    ]
  }

  private static var timers: [JobDescription] {
    let times =
      records([10, 11]) + [.watermark(12)] + records([13, 14, 5]) + [.watermark(30), .watermark(20)] + records([31])
    return [
      JobDescription(
        id: "timers-in-the-past", sources: [times],
        .process([TestedOperator.Action(.register, -20)], again: 4, limit: 6)),
      JobDescription(
        id: "timers-deleted-and-registered-again", sources: [times],
        .process([
          TestedOperator.Action(.register, 10), TestedOperator.Action(.delete, 9), TestedOperator.Action(.register, 10),
        ])),
      JobDescription(
        id: "timers-at-the-end-of-time", sources: [times],
        .process([
          TestedOperator.Action(.registerEnd), TestedOperator.Action(.deleteLast), TestedOperator.Action(.registerEnd),
        ])),
    ]
  }

  private static var ends: [JobDescription] {
    [
      JobDescription(
        id: "records-behind-the-end-of-time", sources: [records([1, 12]) + [.watermark(.max)] + records([5, 30])],
        .window(.tumbling, 10, .count, lateness: 5, lateOutput: true)),
      JobDescription(
        id: "windows-before-1970",
        sources: [records([-1, -10, -11, 0, -25]) + [.watermark(-12)] + records([-13, -1])],
        .window(.tumbling, 10, .process, lateOutput: true)),
      JobDescription(
        id: "windows-with-offset", sources: [records([-1, 0, 3, 4, 7, 13, 14])],
        .window(.tumbling, 10, offset: -6, .process)),
      JobDescription(
        id: "windows-with-gaps-between", sources: [records([0, 3, 4, 9, 10, 13])],
        .window(.sliding, 4, slide: 10, .process, lateOutput: true)),
      JobDescription(id: "no-records", parallelism: 3, sources: [[]], .window(.tumbling, 10, .count)),
      JobDescription(
        id: "silence-and-watermarks-that-go-back", parallelism: 3,
        sources: [
          records([1]) + [.idle, .watermark(20), .watermark(5)] + records([25, 19]) + [.idle] + records([22])
        ],
        .window(.tumbling, 10, .concat, lateOutput: true)),
    ]
  }
}
