using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Customers.Api;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Joining;
using Perennial.Customers.Merging;
using Perennial.Customers.Privacy;
using Perennial.Customers.Profiles;
using Perennial.Customers.Removal;
using Perennial.Customers.Timeline;
using Perennial.Kernel.Data;
using Perennial.Kernel.Words;
using Perennial.Ui.Shell;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers;

/// <summary>Who the customers are: profiles, identifiers, merges, timeline, consents, privacy.</summary>
public static class CustomersModule
{
    /// <summary>The module's words.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(CustomersModule).Assembly);

    /// <summary>Tables of the module that are evidence.</summary>
    public static IReadOnlyList<EvidenceTable> Evidence { get; } = [new("consents"), new("consent_texts"), new("consent_heads", RowsMove: true)];

    /// <summary>Composes the module; once a process.</summary>
    public static CustomersServices Compose(CustomersSetup setup)
    {
        var parts = new CustomersParts(setup.Outbox, setup.Ids, new KeyedHash(setup.HashKey), setup.PhoneCountry,
            [.. OwnEntries.Sources, .. setup.Timeline], [new OwnPersonalData(), .. setup.PersonalData]);
        var merging = new CustomerMerging(parts);
        return new CustomersServices(new CustomerJoining(parts), new CustomerAliases(), merging, new CustomerProfiles(),
            new Consents(parts), new Suppressions(parts.Hash), new CustomerPrivacy(parts))
        {
            Removal = new CustomerRemoval(parts), NewCustomers = new NewCustomers(parts), Parts = parts,
        };
    }

    /// <summary>Adds what the server asks every module for; the module itself is composed.</summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services) => services
        .AddSingleton<IWebhookPayloads, CustomerPayloads>()
        .AddSingleton(all => all.GetRequiredService<CustomersServices>().Profiles)
        .AddSingleton<ICustomerNames, CustomerNames>()
        .AddSingleton(new TimelineWords(Words))
        .AddSingleton(new MenuEntry(MenuPlace.Customers, 10, "/customers", () => Words["list.title"], Scopes.CustomersRead, OfWholeShop: true))
        .AddSingleton(new MenuEntry(MenuPlace.Customers, 20, "/customers/duplicates", () => Words["pairs.title"], Scopes.CustomersRead,
            OfWholeShop: true));

    /// <summary>Adds the module's routes. Customers are the whole shop's: keys limited to stores are refused.</summary>
    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Customers").OfWholeShop();

        // Phone numbers are read by the country that the settings name, which are looked at outside of units.
        group.AddEndpointFilter(async (call, next) =>
        {
            var services = call.HttpContext.RequestServices;
            await services.GetRequiredService<IShopSettings>().FindAsync(services.GetRequiredService<Db>(), call.HttpContext.RequestAborted);
            return await next(call);
        });
        ProfileRoutes.Map(group);
        IdentifierRoutes.Map(group);
        TimelineRoutes.Map(group);
        MergeRoutes.Map(group);
        ConsentRoutes.Map(group);
        ConsentTextRoutes.Map(group);
        SuppressionRoutes.Map(group);
        PrivacyRoutes.Map(group);
    }
}
