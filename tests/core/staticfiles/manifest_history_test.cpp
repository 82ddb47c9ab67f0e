#include "core/staticfiles/manifest_history.hpp"

#include "core/base/error.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

class PastManifests : public testing::Test {
protected:
    tests::Sandbox sandbox;
    Releases releases{sandbox.path() / "root", "root"};
};

TEST_F(PastManifests, AreNoneWhereThereIsNoRoot) {
    EXPECT_TRUE(past_manifests(releases).empty());
}

TEST_F(PastManifests, AreEachTextOnce) {
    sandbox.write("root/staticfiles.json", "new");
    sandbox.write("root/.megactl-releases/20261130T120000Z.json", "new");
    sandbox.write("root/.megactl-releases/20261129T120000Z.json", "old");
    EXPECT_EQ(past_manifests(releases).size(), 2U);
}

TEST_F(PastManifests, AreNotNoneWhereTheyCannotBeListed) {
    sandbox.write("root/.megactl-releases", "no folder");
    EXPECT_THROW(past_manifests(releases), Error);
}

TEST_F(PastManifests, DoNotLackTheStandingOneWhereItCannotBeLookedAt) {
    fs::create_directories(releases.root());
    fs::create_symlink("staticfiles.json", releases.root() / "staticfiles.json");
    EXPECT_THROW(past_manifests(releases), Error);
}

}  // namespace
}  // namespace megactl::staticfiles
