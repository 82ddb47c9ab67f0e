#pragma once

#include "core/base/result.hpp"
#include "core/os/connect.hpp"

#include <string>

namespace megactl::http {

// The status of what a GET of this http or https URL answers; a redirect is not followed, a body not read. Certificates
// are held against the system's store, and proxies are used as `http_proxy` and `no_proxy` say. The problem is why
// there is no answer by the deadline.
//
// libcurl does it, which is loaded at the first call; throws Error{input} where this host has none. Safe from every
// thread.
Result<int> probe(const std::string& url, os::Deadline deadline);

}  // namespace megactl::http
