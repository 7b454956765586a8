using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Workspace.Audit;

/// <summary>What those are called who stand in the audit and elsewhere by their ids.</summary>
internal sealed class ActorNames
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>Looks up the names of people and keys.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="actors">Ids, <c>stf_…</c> and <c>key_…</c>; others have no name.</param>
    public static async Task<ActorNames> OfAsync(DbUnit unit, IEnumerable<string> actors)
    {
        var found = new ActorNames();
        foreach (var actor in actors.Distinct(StringComparer.Ordinal))
        {
            var name = PublicId.TryRead("stf", actor, out var id) ? await unit.ValueAsync<string>("select name from staff where id = @id", new { id })
                : PublicId.TryRead("key", actor, out id) ? await unit.ValueAsync<string>("select name from api_keys where id = @id", new { id })
                : null;
            if (name is not null)
            {
                found.names[actor] = name;
            }
        }

        return found;
    }

    /// <summary>The name; null for who has none.</summary>
    public string? Find(string actor) => names.GetValueOrDefault(actor);

    /// <summary>The name, or the id of who has none.</summary>
    public string Of(string actor) => Find(actor) ?? (actor == "owner" ? WorkspaceModule.Words["audit.owner_key"] : actor);
}
