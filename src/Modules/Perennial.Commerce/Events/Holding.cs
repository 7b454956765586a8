using Perennial.Customers.Contract;

namespace Perennial.Commerce.Events;

/// <summary>
/// A cart, a subscription or a wish as all that was told of it adds up to. What is told comes in any order; of each part of
/// it, what was so last holds. Every order of the same events comes to the same state.
/// </summary>
internal sealed class Holding
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Source { get; init; }

    /// <summary>The source's id of it.</summary>
    public required string Subject { get; init; }

    public Guid Customer { get; private set; }

    public bool IsAnonymous { get; private set; } = true;

    public long CustomerAt { get; private set; } = long.MinValue;

    public HoldingState State { get; private set; }

    public long StateAt { get; private set; } = long.MinValue;

    /// <summary>Time of the earliest event.</summary>
    public long BeganAt { get; private set; } = long.MaxValue;

    public long ContentAt { get; private set; } = long.MinValue;

    public HoldingContent Content { get; private set; } = HoldingContent.Nothing;

    public long TermAt { get; private set; } = long.MinValue;

    public (string? From, string? Until) Term { get; private set; }

    public string? OrderNumber { get; private set; }

    public string? Store { get; private set; }

    /// <summary>Where its row stands; null while it is not stored.</summary>
    public Guid? StoredUnder { get; init; }

    /// <summary>Whether nobody was known behind it where it is stored.</summary>
    public bool WasAnonymous { get; init; }

    /// <summary>Who its stored customer is today: rows of a merged customer stay where they are.</summary>
    public Guid Survivor { get; set; }

    public int Version { get; set; }

    /// <summary>Whether anything of it moved since it was found.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Takes whose it is: the latest event that names somebody holds.</summary>
    public void Take(JoinedCustomer owner, long at)
    {
        if (owner.IsAnonymous)
        {
            Customer = Customer == default ? owner.Customer : Customer;
        }
        else if (!IsAnonymous && Customer == StoredUnder && owner.Customer == Survivor)
        {
            CustomerAt = Changed(CustomerAt, Math.Max(CustomerAt, at));
        }
        else if (IsAnonymous || (CustomerAt, Customer).CompareTo((at, owner.Customer)) < 0)
        {
            (Customer, IsAnonymous, CustomerAt, IsChanged) = (owner.Customer, false, at, true);
        }
    }

    /// <summary>Takes an event.</summary>
    public void Take(EventType type, EventRow news)
    {
        var at = news.HappenedAt;
        BeganAt = Changed(BeganAt, Math.Min(BeganAt, at));
        if (type.State is { } state && (State == HoldingState.Ordered, StateAt, State).CompareTo((state == HoldingState.Ordered, at, state)) < 0)
        {
            (State, StateAt, IsChanged) = (state, at, true);
        }

        var content = new HoldingContent(news.Product, news.Quantity, news.Value, news.Currency);
        if (type.HasContent && (ContentAt < at || (ContentAt == at && Content.IsBefore(content))))
        {
            (Content, ContentAt, IsChanged) = (content, at, true);
        }

        var isLaterTerm = string.CompareOrdinal(TermKey(Term.From, Term.Until), TermKey(news.FromDay, news.UntilDay)) < 0;
        if (type.HasTerm && (TermAt < at || (TermAt == at && isLaterTerm)))
        {
            (Term, TermAt, IsChanged) = ((news.FromDay, news.UntilDay), at, true);
        }

        // One store and one order a cart; where sources say more than one, the same of them whatever comes first.
        Store = Changed(Store, Greater(Store, news.Store));
        OrderNumber = Changed(OrderNumber, Greater(OrderNumber, news.OrderNumber));
    }

    public static Holding Stored(HoldingRow row) => new()
    {
        Id = row.Id, Kind = row.Kind, Source = row.Source, Subject = row.Subject, Customer = row.CustomerId, IsAnonymous = row.IsAnonymous,
        CustomerAt = row.CustomerAt, State = (HoldingState)row.State, StateAt = row.StateAt, BeganAt = row.BeganAt, ContentAt = row.ContentAt,
        Content = new HoldingContent(row.Product, row.Quantity, row.Value, row.Currency), TermAt = row.TermAt, Term = (row.FromDay, row.UntilDay),
        OrderNumber = row.OrderNumber, Store = row.Store, StoredUnder = row.CustomerId, WasAnonymous = row.IsAnonymous,
        Survivor = row.CustomerId, Version = row.Version,
    };

    private T Changed<T>(T before, T now)
    {
        IsChanged |= !EqualityComparer<T>.Default.Equals(before, now);
        return now;
    }

    private static string TermKey(string? from, string? until) => (until ?? "") + "\n" + (from ?? "");

    private static string? Greater(string? one, string? other) => string.CompareOrdinal(one, other) >= 0 ? one : other;
}

/// <summary>What is in a holding.</summary>
/// <param name="Product">Its product; of a cart, which has several, null.</param>
/// <param name="Quantity">Thousandths.</param>
/// <param name="Value">Minor units of the currency.</param>
/// <param name="Currency">The currency.</param>
internal sealed record HoldingContent(string? Product, long? Quantity, long? Value, string? Currency)
{
    public static HoldingContent Nothing { get; } = new(null, null, null, null);

    /// <summary>Settles which of two of one time holds: it must only be the same everywhere.</summary>
    public bool IsBefore(HoldingContent other)
    {
        var order = (Value ?? -1, Quantity ?? -1).CompareTo((other.Value ?? -1, other.Quantity ?? -1));
        order = order != 0 ? order : string.CompareOrdinal(Product, other.Product);
        return (order != 0 ? order : string.CompareOrdinal(Currency, other.Currency)) < 0;
    }
}
