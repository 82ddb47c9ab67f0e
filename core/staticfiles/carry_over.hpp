#pragma once

#include "core/staticfiles/root_folder.hpp"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string_view>

namespace megactl::staticfiles {

// Fills the empty folder `to` with the tree of `from`, but for the files that `is_left_out` is true of and what a run
// is writing. Files are hard links where the file system allows it, which costs no reading: nobody writes into a
// collected file, each is replaced whole. Elsewhere they are copied, with shared blocks where there are such. Ends
// early when `stop` is asked for. Throws Error{input} for what can't be read or written, and for a relative link that
// leads out of `from`: it would lead elsewhere from `to`.
void carry_over(const std::filesystem::path& from, const RootFolder& to,
                const std::function<bool(std::string_view)>& is_left_out, const std::stop_token& stop);

}  // namespace megactl::staticfiles
