#include "core/project/reach_verdict.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace megactl::project {
namespace {

using os::AccessEntry;
using os::FileKind;
using os::PathStep;
using os::PathWalk;
using Reason = Denial::Reason;
using Want = Denial::Want;

PathStep step(FileKind kind, unsigned mode, unsigned owner, unsigned group) {
    return {.path = "/x", .place = "/x", .status = {kind, mode, owner, group}};
}

// `/` of root, open, and behind it one more.
PathWalk walk_to(PathStep last) {
    PathWalk walk;
    walk.steps = {step(FileKind::directory, 0755, 0, 0), std::move(last)};
    walk.last = 1;
    return walk;
}

Opener user(unsigned number, std::optional<std::vector<unsigned>> groups = std::vector<unsigned>{}) {
    return {.user = number, .groups = std::move(groups), .is_root = number == 0};
}

std::optional<Reason> reason(const PathWalk& walk, const Opener& opener, bool writes) {
    const auto denial = first_denial(walk, opener, writes);
    return denial ? std::optional(denial->reason) : std::nullopt;
}

}  // namespace

TEST(FirstDenial, GoesByTheFirstClassThatFits) {
    const PathWalk walk = walk_to(step(FileKind::regular, 0047, 1000, 33));
    EXPECT_EQ(reason(walk, user(1000), false), Reason::mode);       // the owner, though others may
    EXPECT_EQ(reason(walk, user(5, {{33}}), false), std::nullopt);  // of the group
    EXPECT_EQ(reason(walk, user(5, {{33}}), true), Reason::mode);   // though others may
    EXPECT_EQ(reason(walk, user(5), true), std::nullopt);
    EXPECT_EQ(reason(walk, user(0), true), std::nullopt);
}

TEST(FirstDenial, SaysWhichGroupWouldDo) {
    const PathWalk walk = walk_to(step(FileKind::regular, 0640, 0, 33));
    const auto denial = first_denial(walk, user(1000, std::nullopt), false);
    ASSERT_TRUE(denial);
    EXPECT_EQ(denial->unless_group, 33U);
    EXPECT_EQ(first_denial(walk, user(1000, std::nullopt), true)->unless_group, std::nullopt);
    EXPECT_EQ(first_denial(walk, user(1000), false)->unless_group, std::nullopt);
}

TEST(FirstDenial, WantsToPassFoldersAndToListTheLast) {
    EXPECT_EQ(first_denial(walk_to(step(FileKind::directory, 0711, 0, 0)), user(5), false)->want, Want::read);
    EXPECT_EQ(first_denial(walk_to(step(FileKind::directory, 0744, 0, 0)), user(5), false)->want, Want::pass);
    PathWalk beyond = walk_to(step(FileKind::directory, 0711, 0, 0));
    beyond.end = PathWalk::End::missing;
    EXPECT_EQ(reason(beyond, user(5), false), std::nullopt);
    beyond.is_last_missing = true;
    EXPECT_EQ(first_denial(beyond, user(5), true)->want, Want::write);
}

TEST(FirstDenial, ReadsAnAccessListAsTheKernelDoes) {
    using Who = AccessEntry::Who;
    PathStep last = step(FileKind::regular, 0670, 0, 33);
    last.access_list = {{Who::owner, 6, 0},  {Who::user, 6, 1000}, {Who::user, 0, 1001}, {Who::owning_group, 0, 0},
                        {Who::group, 4, 44}, {Who::mask, 4, 0},    {Who::others, 0, 0}};
    const PathWalk walk = walk_to(last);
    EXPECT_EQ(reason(walk, user(1000), false), std::nullopt);
    EXPECT_EQ(reason(walk, user(1000), true), Reason::access_list);           // the mask
    EXPECT_EQ(reason(walk, user(1001, {{44}}), false), Reason::access_list);  // named, so groups don't count
    EXPECT_EQ(reason(walk, user(5, {{33}}), false), Reason::access_list);
    EXPECT_EQ(reason(walk, user(5, {{33, 44}}), false), std::nullopt);
    EXPECT_EQ(first_denial(walk, user(5, std::nullopt), false)->unless_group, 44U);
}

TEST(FirstDenial, KnowsWhomRootOfAUserNamespaceRules) {
    Opener root = user(0);
    root.user = 1000;
    root.users_it_rules = root.groups_it_rules = os::UserMap{{0, 1000, 1}, {1, 100000, 65536}};
    EXPECT_EQ(reason(walk_to(step(FileKind::regular, 0600, 100999, 100999)), root, true), std::nullopt);
    EXPECT_EQ(reason(walk_to(step(FileKind::regular, 0600, 0, 0)), root, true), Reason::owner_unmapped);
    EXPECT_EQ(reason(walk_to(step(FileKind::regular, 0644, 0, 0)), root, false), std::nullopt);
}

TEST(FirstDenial, HearsSelinuxAndWhatTakesNoChanges) {
    PathStep last = step(FileKind::regular, 0666, 0, 0);
    last.label = "unconfined_u:object_r:user_home_t:s0";
    Opener confined = user(0);
    EXPECT_EQ(reason(walk_to(last), confined, false), std::nullopt);
    confined.is_confined = true;
    EXPECT_EQ(reason(walk_to(last), confined, false), Reason::selinux);
    last.label.clear();
    last.is_read_only = true;
    EXPECT_EQ(reason(walk_to(last), confined, false), std::nullopt);
    EXPECT_EQ(reason(walk_to(last), confined, true), Reason::read_only_mount);
    last.is_read_only = false;
    last.is_immutable = true;
    EXPECT_EQ(reason(walk_to(last), confined, true), Reason::immutable);
}

TEST(LetsContainers, KnowsTheTypesOfBothSides) {
    EXPECT_EQ(lets_containers("system_u:object_r:container_file_t:s0:c1,c2", true), true);
    EXPECT_EQ(lets_containers("system_u:object_r:usr_t:s0", false), true);
    EXPECT_EQ(lets_containers("system_u:object_r:usr_t:s0", true), false);
    EXPECT_EQ(lets_containers("unconfined_u:object_r:user_home_t:s0", false), false);
    EXPECT_EQ(lets_containers("system_u:object_r:shop_data_t:s0", false), std::nullopt);
    EXPECT_EQ(lets_containers("", false), std::nullopt);
}

}  // namespace megactl::project
