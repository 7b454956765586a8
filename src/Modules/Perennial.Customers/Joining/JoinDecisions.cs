using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Joining;

/// <summary>Decides hint by hint by the rules of the README, and collects what is to be written. Touches no database.</summary>
internal sealed class JoinDecisions(KnownCustomers known, IdSource ids, JoinSource source, Instant now)
{
    /// <summary>Customers who are new, in the order of their first hint.</summary>
    public OrderedDictionary<Guid, ProfileRow> New { get; } = [];

    /// <summary>Identifiers given to somebody.</summary>
    public List<HeldIdentifier> Given { get; } = [];

    /// <summary>Pairs who may be one, once each.</summary>
    public Dictionary<(Guid, Guid), DuplicatePair> Pairs { get; } = [];

    public Result<JoinedCustomer> Decide(ReadHint hint)
    {
        if (hint.Problems.Count > 0)
        {
            return Refusals.Invalid(hint.Problems);
        }

        if (hint.Id is { } id)
        {
            return known.Survivor(id) is { } customer ? Take(hint, customer, isNew: false) : Refusals.NotFound;
        }

        if (hint.Identifiers.Count == 0)
        {
            return new JoinedCustomer(ids.New(), IsAnonymous: true, IsNew: true);
        }

        return Known(hint) is { } found ? Take(hint, found, isNew: false) : TakeNew(hint);
    }

    /// <summary>
    /// Whom the strongest known identifier names. Null where there is none, or where she has another id of the system that
    /// the hint has an id of: two accounts that share an address or a card are two people.
    /// </summary>
    private Guid? Known(ReadHint hint)
    {
        var deciding = hint.Identifiers.FirstOrDefault(i => known.Owner(i) is not null);
        if (deciding is null)
        {
            return null;
        }

        var owner = known.Owner(deciding)!.Value;
        var external = hint.Identifiers.FirstOrDefault(i => i.Kind == IdentifierKind.External);
        return external is not null && deciding != external && known.HasOtherIdOfSystem(owner, external) ? null : owner;
    }

    private JoinedCustomer TakeNew(ReadHint hint)
    {
        var id = ids.New();
        New.Add(id, hint.Row(id, source, now));
        return Take(hint, id, isNew: true);
    }

    private JoinedCustomer Take(ReadHint hint, Guid customer, bool isNew)
    {
        foreach (var identifier in hint.Identifiers)
        {
            if (known.Owner(identifier) is not { } owner)
            {
                known.Give(identifier, customer);
                Given.Add(new HeldIdentifier(customer, customer, identifier, now));
            }
            else if (owner != customer)
            {
                var pair = DuplicatePair.Of(customer, owner, identifier.Kind, now);
                Pairs.TryAdd((pair.Customer, pair.Other), pair);
            }
        }

        if (New.TryGetValue(customer, out var row))
        {
            hint.FillGaps(row);
        }

        return new JoinedCustomer(customer, IsAnonymous: false, isNew);
    }
}
