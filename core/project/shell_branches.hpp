#pragma once

#include "core/project/shell.hpp"
#include "core/project/shell_condition.hpp"

#include <vector>

namespace megactl::project {

// Which commands of a script run: what `&&`, `||`, `if`, `case`, `while` and `exit` make of the statuses of the
// commands in front. The reader of the script tells what it meets, in order.
class ShellBranches {
public:
    enum class Block {
        group,     // `{ … }`, whose status is that of its last list
        subshell,  // the same, and an `exit` ends nothing else
        choice,    // `if`, `case`
        loop,      // `for`, `while`
        until,
    };

    explicit ShellBranches(Execution whole) : reached_(whole) {}

    // Of a command that stands here.
    Execution execution() const;
    // May what stands here run more than once, or later than it is read?
    bool is_repeated() const { return repeated_ > 0; }
    // Does a variable that is set here stay so for what follows?
    bool keeps_values() const { return repeated_ == 0 && subshells_ == 0; }

    void negate() { negates_ = !negates_; }  // `!`
    // A command that ends so.
    void end_command(ShellStatus status);
    // `exit 0`: nothing behind it runs.
    void leave();
    void take_and();
    void take_or();
    void end_list();

    void open(Block block);
    // What is opened next is the body of a function.
    void expect_function() { expects_function_ = true; }
    // `then`, and the `do` of a `while`: what the last list said decides.
    void take_branch();
    // The same by what a pattern of a `case` says.
    void take_branch(ShellStatus condition);
    // `elif`, `else`, `;;`: what no branch so far has taken.
    void take_rest();
    void close();

private:
    enum class Link { none, both, either };
    // The list that is being read.
    struct List {
        ShellStatus status = ShellStatus::assumed;  // of what stands before `link`
        Link link = Link::none;
        ShellStatus last = ShellStatus::assumed;  // of what stands behind it
        bool has_last = false;
    };
    struct Frame {
        Block block;
        List outside;
        Execution reached_outside;
        Execution allowed_outside;
        Execution rest;  // of the branches to come
        bool is_negated;
        bool is_repeated;
        bool is_function;
    };

    void fold();

    Execution reached_;                       // the block that is being read
    Execution allowed_ = Execution::certain;  // by `exit` in front
    List list_;
    std::vector<Frame> frames_;
    std::size_t repeated_ = 0;  // of the frames
    std::size_t subshells_ = 0;
    bool negates_ = false;
    bool expects_function_ = false;
};

}  // namespace megactl::project
