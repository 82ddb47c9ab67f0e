#include "core/staticfiles/post_process.hpp"

#include "tests/support/comes_true.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace megactl::staticfiles {
namespace {

TEST(PostProcess, EndsWithinAFileWhenAStopIsAskedFor) {
    const tests::Sandbox sandbox;
    sandbox.write("static/a.png", "a");
    std::filesystem::create_symlink("/dev/zero", sandbox.path() / "static/endless.png");
    const std::vector<SourceFolder> sources{{"static", sandbox.path() / "static", ""}};
    const std::vector<Transfer> collected{{.destination = "a.png", .source = 0, .path = "a.png"},
                                          {.destination = "endless.png", .source = 0, .path = "endless.png"}};
    ContentMemory none;
    Progress progress;
    PostProcessed result;
    std::jthread run([&](std::stop_token stop) {
        result = post_process(collected, sources,
                              {.rules = {},
                               .root = sandbox.path() / "root",
                               .memory = none,
                               .stop = std::move(stop),
                               .progress = &progress});
    });
    EXPECT_TRUE(tests::comes_true([&] { return progress.done != 0; }));
    run.request_stop();
    run.join();
    EXPECT_EQ(progress.done, 1U);
    EXPECT_TRUE(result.files.empty());
}

}  // namespace
}  // namespace megactl::staticfiles
