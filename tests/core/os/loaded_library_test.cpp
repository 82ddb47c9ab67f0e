#include "core/os/loaded_library.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace megactl::os {
namespace {

using Root = double (*)(double);

TEST(LoadedLibrary, HasItsFunctions) {
    const LoadedLibrary mathematics("libm.so.6");
    ASSERT_TRUE(mathematics.is_there());
    Root root = nullptr;
    ASSERT_TRUE(mathematics.look_up("sqrt", root));
    EXPECT_DOUBLE_EQ(root(9.0), 3.0);
}

TEST(LoadedLibrary, TellsAFunctionThatItLacks) {
    Root root = std::sqrt;
    EXPECT_FALSE(LoadedLibrary("libm.so.6").look_up("square_root_of_everything", root));
    EXPECT_EQ(root, nullptr);
}

TEST(LoadedLibrary, TellsThatItIsNotThere) {
    const LoadedLibrary missing("libnobody.so.1");
    EXPECT_FALSE(missing.is_there());
    Root root = std::sqrt;
    EXPECT_FALSE(missing.look_up("sqrt", root));
    EXPECT_EQ(root, nullptr);
}

}  // namespace
}  // namespace megactl::os
