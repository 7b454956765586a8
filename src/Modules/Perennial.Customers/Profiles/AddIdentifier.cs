using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Joining;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>Gives a customer an identifier that nobody else has.</summary>
internal static class AddIdentifier
{
    private const int IdentifiersMax = 100;

    /// <param name="Customer">Whom; the id of a merged one means the survivor.</param>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Text">As it was written; an external id as <c>system:id</c>.</param>
    internal sealed record Request(Guid Customer, IdentifierKind Kind, string Text);

    /// <summary>
    /// Keeps, after a refusal because somebody else has it, that the two may be one: what is refused leaves nothing else behind.
    /// </summary>
    public static Task KeepPairAsync(CustomersParts parts, Db db, Request request, Instant now, CancellationToken cancellation) =>
        db.WriteAsync(unit => HandleAsync(parts, unit, request, now), cancellation);

    public static async Task<Result<CustomerProfile>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        if (await LockedCustomer.FindAsync(unit, request.Customer) is not { } row)
        {
            return Refusals.NotFound;
        }

        var problems = new List<FieldProblem>();
        var identifier = IdentifierReader.Read(request.Kind, request.Text, row.Country ?? parts.PhoneCountry(), "value", problems);
        if (identifier is null)
        {
            return Refusals.Invalid(problems);
        }

        var held = (await IdentifierStore.OfAsync(unit, [row.Id]))[row.Id].Select(h => h.Identifier).ToList();
        if (held.Contains(identifier))
        {
            return row.Shown(held);
        }

        if (held.Count >= IdentifiersMax)
        {
            return Refusals.Invalid([new FieldProblem("value", "identifiers.too_many", $"{IdentifiersMax}")]);
        }

        if ((await IdentifierStore.FindAsync(unit, [identifier.Key])).Values.SingleOrDefault() is { } other)
        {
            var noted = unit.Batch();
            noted.Insert(Duplicates.Table, [DuplicatePair.Of(row.Id, other.Customer, identifier.Kind, now)]);
            await noted.RunAsync();
            return Refusals.Taken([new FieldProblem("value", "identifier.taken")]);
        }

        var batch = unit.Batch();
        batch.Insert(IdentifierStore.Identifiers, [new HeldIdentifier(row.Id, row.Id, identifier, now)]);
        batch.Insert(IdentifierStore.Words, [.. SearchKey.Of(identifier).Select(w => (row.Id, w))]);
        parts.Outbox.Add(batch, [parts.News("customer.changed", now, row.Id)]);
        await batch.RunAsync();
        var changed = row with { Updated = now, Version = row.Version + 1 };
        await ProfileStore.TouchAsync(unit, changed);
        return changed.Shown([.. held, identifier]);
    }
}
