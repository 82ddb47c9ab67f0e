#pragma once

#include <string>
#include <string_view>

namespace megactl::staticfiles {

// Django reads a file's name as a URL before it puts the hash in: it is percent-decoded, taken apart, and put together
// again. `css/a.css` is `css/a.HASH.css`, `a%20b.png` is `a b.HASH.png`, `q?x.png` is `q.HASH?x.png`.
std::string hashed_name(std::string_view name, std::string_view hash);
// The file that Django opens for a name: the path of that URL without blanks around it.
std::string opened_path(std::string_view name);

}  // namespace megactl::staticfiles
