package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
)

// writingCalls are the calls to the system by which a command changes what lies on a disk,
// but for the writing of a file that is still aside.
var writingCalls = []uint64{
	syscall.SYS_PWRITE64, syscall.SYS_FTRUNCATE, syscall.SYS_FSYNC,
	syscall.SYS_RENAME, syscall.SYS_RENAMEAT, sysRenameAt2,
	syscall.SYS_UNLINK, syscall.SYS_UNLINKAT, syscall.SYS_RMDIR, syscall.SYS_MKDIRAT,
}

const (
	sysRenameAt2    = 316
	waitAnyThread   = 0x40000000 // __WALL
	traceExitKill   = 0x100000   // PTRACE_O_EXITKILL
	syscallStop     = syscall.SIGTRAP | 0x80
	opensForWriting = syscall.O_CREAT | syscall.O_TRUNC
	noCall          = ^uint64(0)
)

// A traced command is a process of nfi that this one follows from call to call. At the
// call that changes something for the at-th time, from 1, it is killed before the call is
// made; or the call fails as on a full disk, if that is what is wanted.
type traced struct {
	at   int
	full bool

	calls  int          // how many there were
	killed bool         // else it ended by itself, with status
	status int          //
	inside map[int]bool // threads in a call
	fails  map[int]bool // threads whose call is to fail
	buffer syscall.PtraceRegs
}

// run runs a command line on a day, and reports false where the system lets nobody follow
// a process.
func (c *traced) run(t *testing.T, today string, args ...string) bool {
	t.Helper()
	runtime.LockOSThread() // who follows a process is a thread
	defer runtime.UnlockOSThread()
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	process := exec.Command("nfi", args...)
	process.Env = append(os.Environ(), todayVariable+"="+today)
	process.Stdout, process.Stderr = said, said
	process.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := process.Start(); errors.Is(err, syscall.EPERM) {
		return false
	} else if err != nil {
		t.Fatal(err)
	}
	pid := process.Process.Pid
	defer process.Process.Release()
	c.inside, c.fails = map[int]bool{}, map[int]bool{}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil {
		t.Fatal(err)
	}
	err = errors.Join(syscall.PtraceSetOptions(pid, traceExitKill|syscall.PTRACE_O_TRACESYSGOOD|
		syscall.PTRACE_O_TRACECLONE), syscall.PtraceSyscall(pid, 0))
	for err == nil {
		var thread int
		thread, err = syscall.Wait4(-pid, &status, waitAnyThread, nil)
		switch {
		case err != nil:
		case status.Exited() && thread == pid:
			c.status = status.ExitStatus()
			return true
		case status.Signaled() && thread == pid:
			c.killed = true
			return true
		case status.Stopped():
			err = c.goOn(pid, thread, status.StopSignal(), status.TrapCause())
		}
	}
	t.Fatalf("the process cannot be followed: %v", err)
	return false
}

// goOn lets a thread that has stopped go on to its next call, unless it ends there.
func (c *traced) goOn(pid, thread int, signal syscall.Signal, cause int) error {
	pass := int(signal)
	switch {
	case signal == syscallStop:
		pass = 0
		c.inside[thread] = !c.inside[thread]
		if end, err := c.call(thread); end || err != nil {
			return errors.Join(err, syscall.Kill(pid, syscall.SIGKILL))
		}
	case signal == syscall.SIGTRAP && cause > 0, signal == syscall.SIGSTOP:
		pass = 0 // a thread begins
	}
	err := syscall.PtraceSyscall(thread, pass)
	if errors.Is(err, syscall.ESRCH) {
		return nil // it was killed meanwhile
	}
	return err
}

// call looks at the call that a thread begins or ends, and reports whether the process is
// to be killed now.
func (c *traced) call(thread int) (end bool, err error) {
	regs := &c.buffer
	if err := syscall.PtraceGetRegs(thread, regs); err != nil {
		return false, nil // it was killed meanwhile
	}
	if !c.inside[thread] {
		if c.fails[thread] {
			delete(c.fails, thread)
			errno := uint64(syscall.ENOSPC)
			regs.Rax = -errno
			return false, syscall.PtraceSetRegs(thread, regs)
		}
		return false, nil
	}
	opens := regs.Orig_rax == syscall.SYS_OPENAT && regs.Rdx&opensForWriting != 0
	if !opens && !slices.Contains(writingCalls, regs.Orig_rax) {
		return false, nil
	}
	if c.calls++; c.calls != c.at {
		return false, nil
	}
	if c.full {
		c.fails[thread] = true
		regs.Orig_rax = noCall
		return false, syscall.PtraceSetRegs(thread, regs)
	}
	return true, nil
}
