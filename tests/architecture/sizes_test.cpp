// A file that wants to be longer wants to be two.

#include "tests/architecture/house.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace megactl::tests {

TEST(Sizes, StayReadable) {
    constexpr std::size_t header_limit = 200;
    constexpr std::size_t source_limit = 400;
    for (const char* const folder : {"core", "cli", "tests"}) {
        for (const HouseFile& file : files_below(folder)) {
            const std::size_t limit = file.path.extension() == ".hpp" ? header_limit : source_limit;
            EXPECT_LE(file.lines(), limit) << fmt::format("{} has {} lines, {} are the limit: split it by topic",
                                                          file.path.string(), file.lines(), limit);
        }
    }
}

}  // namespace megactl::tests
