#include "core/celery/pickle.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view pickle(static_cast<const char*>(static_cast<const void*>(data)), size);
    constexpr std::size_t limit = 1 << 16;
    const auto json = megactl::celery::json_of_pickle(pickle, limit);
    if (!json) return 0;
    // What it makes is JSON, and comes back the same through a pickle of our own.
    const auto value = megactl::JsonView::parse(*json);
    if (!value) std::abort();
    if (megactl::celery::json_of_pickle(megactl::celery::pickle_of(*value), 16 * limit) != *json) std::abort();
    return 0;
}
