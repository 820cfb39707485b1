import DreyModel

extension ClusterSpec {
  /// Takes over what a spec file's top level says of the cluster itself.
  mutating func read(_ fields: [String: SpecNode], folder: String) throws(Failure) {
    if let node = fields["engine"] {
      engine = try ClusterEngine(node)
      jobManagerResources = .standard(for: .jobManager, on: engine)
      taskManagerResources = .standard(for: .taskManager, on: engine)
    }
    if let node = fields["jobManager"] {
      let fields = try node.fields(SpecKeys.jobManager)
      try jobManagerResources.read(fields)
    }
    if let node = fields["taskManager"] {
      let fields = try node.fields(SpecKeys.taskManager)
      taskManagers = try fields["replicas"]?.integer() ?? 1
      slots = try fields["slots"]?.integer() ?? 1
      try taskManagerResources.read(fields)
    }
    parallelism =
      try fields["parallelism"]?.integer() ?? max(1, taskManagers.multipliedReportingOverflow(by: slots).partialValue)
    for node in try fields["volumes"]?.elements() ?? [] {
      let text = try node.text()
      volumes.append(
        try node.placed { () throws(Failure) in try VolumeMount(parsing: text, relativeTo: folder) })
    }
    try surroundings.read(fields, folder: folder)
    if let node = fields["network"] { try readNetwork(try node.fields(SpecKeys.network)) }
    for (key, value) in try fields["options"]?.valueByKey() ?? [] { options.set(key, to: try value.word()) }
  }

  private mutating func readNetwork(_ fields: [String: SpecNode]) throws(Failure) {
    isolated = try fields["isolated"]?.boolean() ?? false
    for node in try fields["join"]?.elements() ?? [] { networks.append(try node.text()) }
    for (name, address) in try fields["hosts"]?.valueByKey() ?? [] {
      surroundings.hosts.append(HostEntry(name: name, address: try address.text()))
    }
    if let node = fields["pool"] {
      let text = try node.text()
      subnetPool = try node.placed { () throws(Failure) in try SubnetPool(parsing: text) }
    }
  }
}

extension Resources {
  fileprivate mutating func read(_ fields: [String: SpecNode]) throws(Failure) {
    if let node = fields["memory"] {
      let text = try node.numeric == nil ? node.text() : "\(node.integer())"
      memory = try node.placed { () throws(Failure) in try Resources.memory(parsing: text) }
    }
    if let node = fields["cpus"] { cpus = try node.number() }
  }
}
