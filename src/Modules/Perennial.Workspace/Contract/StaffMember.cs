using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Contract;

/// <summary>Somebody of the shop who is signed in.</summary>
/// <param name="Id">Her id.</param>
/// <param name="Name">Her name.</param>
/// <param name="Role">Her role.</param>
/// <param name="Stores">Codes of the stores that she is limited to; null for the whole shop.</param>
/// <param name="Session">Id of the session.</param>
public sealed record StaffMember(Guid Id, string Name, StaffRole Role, IReadOnlySet<string>? Stores, Guid Session)
{
    /// <summary>How her id looks outside.</summary>
    public string PublicId => Kernel.Ids.PublicId.Write("stf", Id);

    /// <summary>Whether her role gives a scope.</summary>
    public bool May(string scope) => StaffRoles.ScopesOf(Role).Contains(scope);

    /// <summary>The same as a caller of what a page shares with the interface.</summary>
    public ApiCaller AsCaller() => new(Id, Name, StaffRoles.ScopesOf(Role), Stores) { Kind = "stf" };
}
