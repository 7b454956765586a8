using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Customers.Contract;

/// <summary>
/// A section of a customer's page that a later module fills: her figures, her orders. Every module that has something to show of her
/// registers one as a service.
/// </summary>
public interface ICustomerSection
{
    /// <summary>Stable name, unlike all others; what a link to it ends with.</summary>
    string Name { get; }

    /// <summary>Where it stands among the others, the least first.</summary>
    int Place { get; }

    /// <summary>The scope that whoever sees it must have.</summary>
    string Asks { get; }

    /// <summary>Reads what it shows.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="question">Of whom.</param>
    /// <returns>Null where there is nothing to be said.</returns>
    Task<CustomerSection?> ReadAsync(DbUnit unit, SectionQuestion question);
}

/// <summary>Of whom a section is asked.</summary>
/// <param name="Customer">Her id.</param>
/// <param name="Ids">All her ids, hers first.</param>
/// <param name="Now">The time at hand.</param>
/// <param name="Zone">The zone of the shop's days.</param>
public sealed record SectionQuestion(Guid Customer, IReadOnlyList<Guid> Ids, Instant Now, DateTimeZone Zone)
{
    /// <summary>What the page before gave as <see cref="CustomerSection.Next"/>; null for the first.</summary>
    public string? After { get; init; }
}

/// <summary>What a section shows: numbers first, then a body.</summary>
/// <param name="Title">Its title in the language at hand.</param>
public sealed record CustomerSection(string Title)
{
    /// <summary>A sentence under the title; null for none.</summary>
    public string? Lead { get; init; }

    /// <summary>Numbers at its head.</summary>
    public IReadOnlyList<HeadlineNumber> Numbers { get; init; } = [];

    /// <summary>What stands below them.</summary>
    public Html Body { get; init; }

    /// <summary>Where it goes on; null where this is all.</summary>
    public string? Next { get; init; }
}
