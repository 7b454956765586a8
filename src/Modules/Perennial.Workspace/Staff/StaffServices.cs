using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Staff;

/// <summary>Signing in, by ASP.NET Core Identity on the shop's database.</summary>
internal static class StaffServices
{
    private const int FailuresMax = 5;
    /// <summary>Rounds of the password hash.</summary>
    public const int HashRounds = 210_000;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    /// <summary>Characters of a password at least.</summary>
    public const int PasswordCharactersMin = 8;

    public static IServiceCollection AddStaff(this IServiceCollection services, ShopNature nature)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<StaffSessions>();
        services.AddSingleton<CookieKeys>();
        services.AddDataProtection().SetApplicationName("perennial");
        services.AddOptions<KeyManagementOptions>().Configure<CookieKeys>((options, keys) => options.XmlRepository = keys);
        services.AddIdentityCore<StaffRow>(options =>
        {
            options.Lockout.MaxFailedAccessAttempts = FailuresMax;
            options.Lockout.DefaultLockoutTimeSpan = LockedFor;
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = "";
            options.Password.RequiredLength = PasswordCharactersMin;
            (options.Password.RequireDigit, options.Password.RequireLowercase) = (false, false);
            (options.Password.RequireUppercase, options.Password.RequireNonAlphanumeric) = (false, false);
        }).AddUserStore<StaffStore>().AddSignInManager().AddDefaultTokenProviders();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashRounds);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(options =>
            {
                options.ExpireTimeSpan = StaffSessions.IdleMax;
                options.SlidingExpiration = true;

                // The session's row says whether it still holds.
                options.Events = new CookieAuthenticationEvents();
            });
        });
        foreach (var scheme in (string[])[IdentityConstants.ApplicationScheme, IdentityConstants.TwoFactorUserIdScheme, IdentityConstants.TwoFactorRememberMeScheme])
        {
            services.AddOptions<CookieAuthenticationOptions>(scheme).Configure(Cookie);
        }

        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<StaffSessions>((options, sessions) => options.SessionStore = sessions);
        // Both shops answer under one host, each with keys of its own.
        var prefix = nature.IsDemo ? "demo-" : "";
        services.AddAntiforgery(options => options.Cookie.Name = prefix + "form");
        services.Configure<CookieTempDataProviderOptions>(options => options.Cookie.Name = prefix + "said");
        return services;
    }

    private static void Cookie(CookieAuthenticationOptions options)
    {
        options.CookieManager = new HostCookies();
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }
}
