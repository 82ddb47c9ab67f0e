#pragma once

#include "core/base/result.hpp"

#include <string_view>

namespace megactl::links {

// What stands between `://` and the path of a target, held against the strictest of Django's URLValidators (3.2 to 6):
// `[user[:password]@]host[:port]`, the host being an IP address, `localhost` or a domain with a dot. Answers with the
// host.
Result<std::string_view> checked_authority(std::string_view authority);

}  // namespace megactl::links
