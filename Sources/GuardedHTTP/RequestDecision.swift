import ControlPlane
public import NIOHTTP1

/// What becomes of a request, decided by its head alone.
enum RequestDecision: Equatable {
  case pass
  case refuse(ErrorAnswer)

  init(_ head: HTTPRequestHead, _ settings: GuardSettings) {
    if let token = settings.token, !token.isPresented(by: head.headers.first(name: "Authorization")) {
      self = .refuse(.unauthorized)
    } else if let text = head.headers.first(name: "Content-Length"),
      Int(text).map({ $0 > settings.maximumContentLength }) ?? true
    {
      self = .refuse(.tooLong(settings.maximumContentLength))
    } else {
      self = .pass
    }
  }
}

extension HTTPRequestHead {
  /// Whether the client waits for 100 before it sends the body, as curl does with long ones.
  public var expectsContinue: Bool { headers.first(name: "Expect")?.lowercased() == "100-continue" }
}
