#include "core/staticfiles/dependency_order.hpp"

#include <gtest/gtest.h>

namespace megactl::staticfiles {
namespace {

using Levels = std::vector<std::vector<std::size_t>>;

TEST(DependencyOrder, PutsWhatIsNeededFirst) {
    const DependencyOrder order = dependency_order({{1, 2}, {2}, {}, {}});
    EXPECT_EQ(order.levels, (Levels{{2, 3}, {1}, {0}}));
    EXPECT_TRUE(order.rings.empty());
}

TEST(DependencyOrder, NamesARingAndDoesWhatIsNotHeldUpByIt) {
    const DependencyOrder order = dependency_order({{1}, {2}, {1}, {}, {4}});
    EXPECT_EQ(order.levels, (Levels{{3}}));
    EXPECT_EQ(order.rings, (Levels{{1, 2}, {4}}));
}

}  // namespace
}  // namespace megactl::staticfiles
