import NIOHTTP1

/// A request that is being answered.
struct Exchange {
  /// Whether the connection ends with the answer.
  var isLast: Bool
  var isRequestComplete = false
  var hasAnswerBegun = false
  /// Whether all of the answer has been handed to the system.
  var isAnswered = false
  /// Bytes of the body, and those that came after the answer.
  var bytes = 0
  var uselessBytes = 0

  init(_ head: HTTPRequestHead) { isLast = !head.isKeepAlive || head.version != .http1_1 }
}
