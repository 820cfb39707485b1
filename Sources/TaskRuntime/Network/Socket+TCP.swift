import Glibc

extension Socket {
  /// A listening socket at a port that the system chooses.
  /// - Parameter host: the address, or a name for it, that it is opened on; `0.0.0.0` is all.
  static func listen(on host: String) throws(SocketError) -> (socket: Socket, port: Int) {
    var address = try address(of: host)
    let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SocketError(operation: "socket", code: errno) }
    let socket = Socket(descriptor)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutableBytes(of: &address) { raw -> Int32 in
      guard let pointer = raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return EINVAL }
      guard bind(descriptor, pointer, length) == 0, Glibc.listen(descriptor, 4096) == 0,
        getsockname(descriptor, pointer, &length) == 0
      else { return errno }
      return 0
    }
    guard code == 0 else { throw SocketError(operation: "listen on '\(host)'", code: code) }
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// The first IPv4 address of a name, with port 0.
  private static func address(of host: String) throws(SocketError) -> sockaddr_in {
    var hints = addrinfo()
    hints.ai_family = AF_INET
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &found) == 0, let first = found?.pointee.ai_addr else {
      throw SocketError(operation: "look up '\(host)'", code: EADDRNOTAVAIL)
    }
    defer { freeaddrinfo(found) }
    return first.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee }
  }

  /// The next connection; blocks until there is one.
  func accept() throws(SocketError) -> Socket {
    while true {
      let descriptor = Glibc.accept(self.descriptor, nil, nil)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return Socket(descriptor)
      }
      guard errno == EINTR || errno == ECONNABORTED else { throw SocketError(operation: "accept", code: errno) }
    }
  }

  /// A connection that was accepted.
  struct Accepted {
    var socket: Socket
    /// The other end's address.
    var host: String
    var port: Int

    /// For messages.
    var peer: String { "\(host):\(port)" }
  }

  /// The next connection of a listening socket that does not block.
  /// - Returns: nil if none waits.
  func acceptWaiting() throws(SocketError) -> Accepted? {
    while true {
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let descriptor = withUnsafeMutableBytes(of: &address) { raw in
        Glibc.accept(self.descriptor, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
      }
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return Accepted(Socket(descriptor), address)
      }
      switch errno {
      case EAGAIN: return nil
      case EINTR, ECONNABORTED: continue
      default: throw SocketError(operation: "accept", code: errno)
      }
    }
  }

  /// A connection to `host`, by the first of its addresses that answers.
  static func connect(host: String, port: Int) throws(SocketError) -> Socket {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0 else {
      throw SocketError(operation: "look up '\(host)'", code: EHOSTUNREACH)
    }
    defer { freeaddrinfo(found) }
    var code = EHOSTUNREACH
    var candidate = found
    while let address = candidate?.pointee {
      let descriptor = Glibc.socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
      if descriptor >= 0 {
        let socket = Socket(descriptor)
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return socket }
      }
      code = errno
      candidate = address.ai_next
    }
    throw SocketError(operation: "connect", code: code)
  }
}

extension Socket.Accepted {
  fileprivate init(_ socket: Socket, _ address: sockaddr_in) {
    let host = withUnsafeBytes(of: address.sin_addr.s_addr) { $0.map { "\($0)" }.joined(separator: ".") }
    self.init(socket: socket, host: host, port: Int(UInt16(bigEndian: address.sin_port)))
  }
}
