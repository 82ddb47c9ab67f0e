#pragma once

#include <string>
#include <string_view>

namespace megactl::worker {

// `w1` on the host `web.example.org` is `w1@web.example.org`; in a name `%h` stands for the host, `%n` for its first
// label, `%d` for its domain, `%%` for `%`, as Celery has it. Without a name: `megactl@` and the host.
std::string node_name(std::string_view name, std::string_view host);

}  // namespace megactl::worker
