using Perennial.Kernel.Words;

namespace Perennial.Workspace;

/// <summary>The shop as its people run it: settings, stores, keys, audit, tasks, webhooks.</summary>
public static class WorkspaceModule
{
    /// <summary>The module's words.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(WorkspaceModule).Assembly);
}
