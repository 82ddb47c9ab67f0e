#include "cli/terminal.hpp"

#include "core/base/error.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

namespace megactl::cli {
namespace {

// Puts another file in the place of stdout as long as it lives.
class OtherStdout {
public:
    explicit OtherStdout(int descriptor) : before_(::dup(STDOUT_FILENO)) { ::dup2(descriptor, STDOUT_FILENO); }
    OtherStdout(const OtherStdout&) = delete;
    OtherStdout& operator=(const OtherStdout&) = delete;
    ~OtherStdout() {
        ::dup2(before_, STDOUT_FILENO);
        ::close(before_);
    }

private:
    int before_;
};

TEST(Colour, FollowsTheChoiceFirst) {
    EXPECT_TRUE(wants_colour(ColourChoice::always, {.is_unwanted = true, .is_dumb_terminal = true}, false));
    EXPECT_FALSE(wants_colour(ColourChoice::never, {.is_forced = true}, true));
}

TEST(Colour, FollowsNoColorBeforeForce) {
    EXPECT_FALSE(wants_colour(ColourChoice::automatic, {.is_unwanted = true, .is_forced = true}, true));
}

TEST(Colour, IsForcedIntoAPipe) {
    EXPECT_TRUE(wants_colour(ColourChoice::automatic, {.is_forced = true, .is_dumb_terminal = true}, false));
}

TEST(Colour, IsLostOnADumbTerminal) {
    EXPECT_FALSE(wants_colour(ColourChoice::automatic, {.is_dumb_terminal = true}, true));
}

TEST(Colour, IsForTerminals) {
    EXPECT_TRUE(wants_colour(ColourChoice::automatic, {}, true));
    EXPECT_FALSE(wants_colour(ColourChoice::automatic, {}, false));
}

TEST(Colour, TakesEmptyVariablesForUnset) {
    ::setenv("CLICOLOR_FORCE", "1", 1);
    ::setenv("NO_COLOR", "", 1);
    EXPECT_TRUE(Terminal().out_palette().is_coloured());
    ::setenv("NO_COLOR", "1", 1);
    EXPECT_FALSE(Terminal().out_palette().is_coloured());
    ::unsetenv("NO_COLOR");
    ::setenv("CLICOLOR_FORCE", "0", 1);
    EXPECT_EQ(Terminal().out_palette().is_coloured(), ::isatty(STDOUT_FILENO) == 1 && ::getenv("TERM") != nullptr);
    ::unsetenv("CLICOLOR_FORCE");
}

TEST(Terminal, WritesDataToStdoutAndWordsToStderr) {
    Terminal terminal;
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    terminal.print("data\n");
    terminal.tell("words\n");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "data\n");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "words\n");
}

TEST(Terminal, TakesAFullDiskForAnError) {
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(full, 0);
    std::string message;
    {
        const OtherStdout other(full);
        try {
            Terminal().print("x");
        } catch (const Error& error) {
            message = error.message();
        }
    }
    ::close(full);
    EXPECT_EQ(message, "can't write to stdout: no space left on device");
}

TEST(Terminal, TakesAClosedPipeForAnEnd) {
    ::signal(SIGPIPE, SIG_IGN);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    ::close(ends[0]);
    {
        const OtherStdout other(ends[1]);
        EXPECT_THROW(Terminal().print("x"), OutputClosed);
    }
    ::close(ends[1]);
}

TEST(Terminal, HasEightyColumnsWhereItIsNone) {
    const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    {
        const OtherStdout other(nothing);
        EXPECT_EQ(Terminal().width(), 80);
        EXPECT_FALSE(Terminal().out_is_terminal());
    }
    ::close(nothing);
}

}  // namespace
}  // namespace megactl::cli
