// Who may use whom: the picture, what each room states (MAY_USE in its CMakeLists.txt) and what its files include must
// agree.

#include "tests/architecture/house.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace megactl::tests {

namespace {

using Rooms = std::set<std::string>;

// The picture, from the ground up: every room, and what it may use beside `base`, `log` and `report`, which are
// everybody's above the ground. Who draws another arrow here changes the architecture. `checks` may not use `os`: that
// is what makes rules pure.
const std::map<std::string, Rooms>& picture() {
    static const std::map<std::string, Rooms> arrows{
        // ground
        {"base", {}},
        {"log", {}},
        {"report", {}},
        {"os", {}},
        // formats
        {"config", {}},
        {"db", {"os"}},
        {"tls", {"os"}},
        {"project", {"config", "os", "tls"}},
        {"celery", {}},
        {"curl", {"os"}},
        {"redis", {"os"}},
        // abilities
        {"checks", {"config", "project", "tls"}},
        {"http", {"curl", "os", "tls"}},
        {"links", {"celery", "db", "http", "os"}},
        {"staticfiles", {"os"}},
        {"broker", {"celery", "db", "redis", "os"}},
        {"mail", {"curl", "os"}},
        {"templates", {}},
        // services
        {"worker", {"broker", "celery", "os"}},
        {"tasks", {"worker", "links", "celery", "db", "http", "mail", "os", "templates"}},
        {"inspect", {"celery", "links"}},
        {"serve", {"broker", "celery", "http", "links", "os", "tls"}},
    };
    return arrows;
}

bool is_drawn(const std::string& from, const std::string& to) {
    const Rooms ground{"base", "log", "report", "os"};
    if (from == "base") return false;
    if (ground.contains(from)) return to == "base";
    return to == "base" || to == "log" || to == "report" || picture().at(from).contains(to);
}

}  // namespace

TEST(Arrows, OfEveryRoomAreInThePicture) {
    for (const auto& [room, uses] : stated_arrows()) {
        if (!picture().contains(room)) {
            ADD_FAILURE() << fmt::format("core/{} is not in the picture: draw it in {}", room, __FILE__);
            continue;
        }
        for (const std::string& used : uses) {
            EXPECT_TRUE(is_drawn(room, used))
                << fmt::format("core/{0}/CMakeLists.txt states {0} → {1}, which the picture in {2} does not draw", room,
                               used, __FILE__);
        }
    }
}

TEST(Arrows, AreStatedBeforeTheyAreUsed) {
    const auto stated = stated_arrows();
    for (const HouseFile& file : files_below("core")) {
        const std::string room = room_of(file.path.string());
        for (const Include& include : file.includes()) {
            const std::string used = room_of(include.path);
            if (used.empty() || used == room) continue;
            EXPECT_TRUE(stated.at(room).contains(used))
                << fmt::format("{}:{} includes \"{}\": core/{}/CMakeLists.txt does not state {} → {}",
                               file.path.string(), include.line, include.path, room, room, used);
        }
    }
}

TEST(Arrows, AreUsedOnceTheyAreStated) {
    std::map<std::string, Rooms> used;
    for (const HouseFile& file : files_below("core")) {
        for (const Include& include : file.includes())
            used[room_of(file.path.string())].insert(room_of(include.path));
    }
    for (const auto& [room, uses] : stated_arrows()) {
        for (const std::string& name : uses) {
            EXPECT_TRUE(used[room].contains(name)) << fmt::format(
                "core/{0}/CMakeLists.txt states {0} → {1}, and no file of core/{0} includes \"core/{1}/…\"", room,
                name);
        }
    }
}

TEST(Arrows, DoNotRunInCircles) {
    const auto stated = stated_arrows();
    std::set<std::string> done;
    std::vector<std::string> way;
    const std::function<void(const std::string&)> walk = [&](const std::string& room) {
        const auto again = std::find(way.begin(), way.end(), room);
        if (again != way.end()) {
            ADD_FAILURE() << fmt::format("a circle: {} → {}", fmt::join(again, way.end(), " → "), room);
            return;
        }
        if (!stated.contains(room) || !done.insert(room).second) return;
        way.push_back(room);
        for (const std::string& used : stated.at(room))
            walk(used);
        way.pop_back();
    };
    for (const auto& [room, uses] : stated)
        walk(room);
}

TEST(Arrows, OfTheHouseLeadToItsOwnFiles) {
    const auto stated = stated_arrows();
    for (const char* const folder : {"core", "cli"}) {
        for (const HouseFile& file : files_below(folder)) {
            for (const Include& include : file.includes()) {
                const bool is_core = stated.contains(room_of(include.path));
                const bool is_cli = include.path.starts_with("cli/") && std::string_view(folder) == "cli";
                EXPECT_TRUE(is_core || is_cli) << fmt::format("{}:{} includes \"{}\": {} may not use that",
                                                              file.path.string(), include.line, include.path, folder);
            }
        }
    }
}

TEST(Core, LeavesEnvironmentTerminalAndExitToCli) {
    for (const HouseFile& file : files_below("core")) {
        const std::string code = code_of(file.text);
        for (const char* const word : {"getenv", "secure_getenv", "isatty", "exit", "quick_exit", "cout", "cerr",
                                       "printf", "fprintf", "puts", "putchar", "fmt::print"}) {
            for (const std::size_t line : lines_with_word(code, word)) {
                ADD_FAILURE() << fmt::format("{}:{} uses `{}`: only cli knows environment, terminal and exit status",
                                             file.path.string(), line, word);
            }
        }
    }
}

TEST(House, IsReadAsItIsWritten) {
    EXPECT_EQ(may_use_in("megactl_room(x\n    SOURCES a.cpp\n    MAY_USE base # not os\n      tls\n    LIBRARIES y)"),
              (Rooms{"base", "tls"}));
    EXPECT_EQ(may_use_in("megactl_room(x SOURCES a.cpp)"), Rooms{});
    EXPECT_EQ(room_of("core/tls/x.hpp"), "tls");
    EXPECT_EQ(room_of("cli/x.hpp"), "");
    EXPECT_EQ(lines_with_word("std::exit(1);\n_exit(2); exits; exit;", "exit"), (std::vector<std::size_t>{1, 2}));
}

TEST(House, HasNoCodeInCommentsAndLiterals) {
    EXPECT_EQ(code_of("a // exit\n/* b\n*/c"), "a        \n    \n  c");
    EXPECT_EQ(code_of("f(\"ex\\\"it\", 'x', 1'000)"), "f(        ,    , 1'000)");
    EXPECT_EQ(code_of("R\"x(\")\" exit)x\" + y"), "R               + y");
}

}  // namespace megactl::tests
