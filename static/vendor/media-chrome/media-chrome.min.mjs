/* media-chrome 4.19.4, MIT */
var ta=class{addEventListener(){}removeEventListener(){}dispatchEvent(){return!0}},ia=class extends ta{},aa=class extends ia{constructor(){super(...arguments),this.role=null}},Lr=class{observe(){}unobserve(){}disconnect(){}},xs={createElement:function(){return new oi.HTMLElement},createElementNS:function(){return new oi.HTMLElement},addEventListener(){},removeEventListener(){},dispatchEvent(t){return!1}},oi={ResizeObserver:Lr,document:xs,Node:ia,Element:aa,HTMLElement:class extends aa{constructor(){super(...arguments),this.innerHTML=""}get content(){return new oi.DocumentFragment}},DocumentFragment:class extends ta{},customElements:{get:function(){},define:function(){},whenDefined:function(){}},localStorage:{getItem(t){return null},setItem(t,e){},removeItem(t){}},CustomEvent:function(){},getComputedStyle:function(){},navigator:{languages:[],get userAgent(){return""}},matchMedia(t){return{matches:!1,media:t}},DOMParser:class{parseFromString(e,i){return{body:{textContent:e}}}}},Os="global"in globalThis&&globalThis?.global===globalThis||typeof window>"u"||typeof window.customElements>"u",Us=Object.keys(oi).every(t=>t in globalThis),l=Os&&!Us?oi:globalThis,U=Os&&!Us?xs:globalThis.document;var h={MEDIA_PLAY_REQUEST:"mediaplayrequest",MEDIA_PAUSE_REQUEST:"mediapauserequest",MEDIA_MUTE_REQUEST:"mediamuterequest",MEDIA_UNMUTE_REQUEST:"mediaunmuterequest",MEDIA_LOOP_REQUEST:"medialooprequest",MEDIA_VOLUME_REQUEST:"mediavolumerequest",MEDIA_SEEK_REQUEST:"mediaseekrequest",MEDIA_AIRPLAY_REQUEST:"mediaairplayrequest",MEDIA_ENTER_FULLSCREEN_REQUEST:"mediaenterfullscreenrequest",MEDIA_EXIT_FULLSCREEN_REQUEST:"mediaexitfullscreenrequest",MEDIA_PREVIEW_REQUEST:"mediapreviewrequest",MEDIA_ENTER_PIP_REQUEST:"mediaenterpiprequest",MEDIA_EXIT_PIP_REQUEST:"mediaexitpiprequest",MEDIA_ENTER_CAST_REQUEST:"mediaentercastrequest",MEDIA_EXIT_CAST_REQUEST:"mediaexitcastrequest",MEDIA_SHOW_TEXT_TRACKS_REQUEST:"mediashowtexttracksrequest",MEDIA_HIDE_TEXT_TRACKS_REQUEST:"mediahidetexttracksrequest",MEDIA_SHOW_SUBTITLES_REQUEST:"mediashowsubtitlesrequest",MEDIA_DISABLE_SUBTITLES_REQUEST:"mediadisablesubtitlesrequest",MEDIA_TOGGLE_SUBTITLES_REQUEST:"mediatogglesubtitlesrequest",MEDIA_PLAYBACK_RATE_REQUEST:"mediaplaybackraterequest",MEDIA_RENDITION_REQUEST:"mediarenditionrequest",MEDIA_AUDIO_TRACK_REQUEST:"mediaaudiotrackrequest",MEDIA_SEEK_TO_LIVE_REQUEST:"mediaseektoliverequest",REGISTER_MEDIA_STATE_RECEIVER:"registermediastatereceiver",UNREGISTER_MEDIA_STATE_RECEIVER:"unregistermediastatereceiver"},S={MEDIA_CHROME_ATTRIBUTES:"mediachromeattributes",MEDIA_CONTROLLER:"mediacontroller"},Rr={MEDIA_AIRPLAY_UNAVAILABLE:"mediaAirplayUnavailable",MEDIA_AUDIO_TRACK_ENABLED:"mediaAudioTrackEnabled",MEDIA_AUDIO_TRACK_LIST:"mediaAudioTrackList",MEDIA_AUDIO_TRACK_UNAVAILABLE:"mediaAudioTrackUnavailable",MEDIA_BUFFERED:"mediaBuffered",MEDIA_CAST_UNAVAILABLE:"mediaCastUnavailable",MEDIA_CHAPTERS_CUES:"mediaChaptersCues",MEDIA_CURRENT_TIME:"mediaCurrentTime",MEDIA_DURATION:"mediaDuration",MEDIA_ENDED:"mediaEnded",MEDIA_ERROR:"mediaError",MEDIA_ERROR_CODE:"mediaErrorCode",MEDIA_ERROR_MESSAGE:"mediaErrorMessage",MEDIA_FULLSCREEN_UNAVAILABLE:"mediaFullscreenUnavailable",MEDIA_HAS_PLAYED:"mediaHasPlayed",MEDIA_HEIGHT:"mediaHeight",MEDIA_IS_AIRPLAYING:"mediaIsAirplaying",MEDIA_IS_CASTING:"mediaIsCasting",MEDIA_IS_FULLSCREEN:"mediaIsFullscreen",MEDIA_IS_PIP:"mediaIsPip",MEDIA_LOADING:"mediaLoading",MEDIA_MUTED:"mediaMuted",MEDIA_LOOP:"mediaLoop",MEDIA_PAUSED:"mediaPaused",MEDIA_PIP_UNAVAILABLE:"mediaPipUnavailable",MEDIA_PLAYBACK_RATE:"mediaPlaybackRate",MEDIA_PREVIEW_CHAPTER:"mediaPreviewChapter",MEDIA_PREVIEW_COORDS:"mediaPreviewCoords",MEDIA_PREVIEW_IMAGE:"mediaPreviewImage",MEDIA_PREVIEW_TIME:"mediaPreviewTime",MEDIA_RENDITION_LIST:"mediaRenditionList",MEDIA_RENDITION_SELECTED:"mediaRenditionSelected",MEDIA_RENDITION_UNAVAILABLE:"mediaRenditionUnavailable",MEDIA_SEEKABLE:"mediaSeekable",MEDIA_STREAM_TYPE:"mediaStreamType",MEDIA_SUBTITLES_LIST:"mediaSubtitlesList",MEDIA_SUBTITLES_SHOWING:"mediaSubtitlesShowing",MEDIA_TARGET_LIVE_WINDOW:"mediaTargetLiveWindow",MEDIA_TIME_IS_LIVE:"mediaTimeIsLive",MEDIA_VOLUME:"mediaVolume",MEDIA_VOLUME_LEVEL:"mediaVolumeLevel",MEDIA_VOLUME_UNAVAILABLE:"mediaVolumeUnavailable",MEDIA_LANG:"mediaLang",MEDIA_WIDTH:"mediaWidth"},Ps=Object.entries(Rr),s=Ps.reduce((t,[e,i])=>(t[e]=i.toLowerCase(),t),{}),Wl={USER_INACTIVE_CHANGE:"userinactivechange",BREAKPOINTS_CHANGE:"breakpointchange",BREAKPOINTS_COMPUTED:"breakpointscomputed"},nt=Ps.reduce((t,[e,i])=>(t[e]=i.toLowerCase(),t),{...Wl}),Bc=Object.entries(nt).reduce((t,[e,i])=>{let a=s[e];return a&&(t[i]=a),t},{userinactivechange:"userinactive"}),Ns=Object.entries(s).reduce((t,[e,i])=>{let a=nt[e];return a&&(t[i]=a),t},{userinactive:"userinactivechange"}),ae={SUBTITLES:"subtitles",CAPTIONS:"captions",DESCRIPTIONS:"descriptions",CHAPTERS:"chapters",METADATA:"metadata"},Ge={DISABLED:"disabled",HIDDEN:"hidden",SHOWING:"showing"};var ra={MOUSE:"mouse",PEN:"pen",TOUCH:"touch"},re={UNAVAILABLE:"unavailable",UNSUPPORTED:"unsupported"},se={LIVE:"live",ON_DEMAND:"on-demand",UNKNOWN:"unknown"};var Hs={INLINE:"inline",FULLSCREEN:"fullscreen",PICTURE_IN_PICTURE:"picture-in-picture"};var Ws=new WeakMap,Dr=t=>{let e=Ws.get(t);return e||Ws.set(t,e=new Set),e},$s=new l.ResizeObserver(t=>{for(let e of t)for(let i of Dr(e.target))i(e)});function Ne(t,e){Dr(t).add(e),$s.observe(t)}function He(t,e){let i=Dr(t);i.delete(e),i.size||$s.unobserve(t)}function W(t){let e={};for(let i of t)e[i.name]=i.value;return e}function qe(t){var e;return(e=na(t))!=null?e:Ae(t,"media-controller")}function na(t){var e;let{MEDIA_CONTROLLER:i}=S,a=t.getAttribute(i);if(a)return(e=st(t))==null?void 0:e.getElementById(a)}var ee=(t,e)=>!t||!e?!1:t?.contains(e)?!0:ee(t,e.getRootNode().host),Ae=(t,e)=>{if(!t)return null;let i=t.closest(e);return i||Ae(t.getRootNode().host,e)};function li(t=document){var e;let i=t?.activeElement;return i?(e=li(i.shadowRoot))!=null?e:i:null}function st(t){var e;let i=(e=t?.getRootNode)==null?void 0:e.call(t);return i instanceof ShadowRoot||i instanceof Document?i:null}function sa(t,{depth:e=3,checkOpacity:i=!0,checkVisibilityCSS:a=!0}={}){if(t.checkVisibility)return t.checkVisibility({checkOpacity:i,checkVisibilityCSS:a});let r=t;for(;r&&e>0;){let n=getComputedStyle(r);if(i&&n.opacity==="0"||a&&n.visibility==="hidden"||n.display==="none")return!1;r=r.parentElement,e--}return!0}function Fs(t,e,i,a){let r=a.x-i.x,n=a.y-i.y,o=r*r+n*n;if(o===0)return 0;let d=((t-i.x)*r+(e-i.y)*n)/o;return Math.max(0,Math.min(1,d))}function P(t,e){let i=$l(t,a=>a===e);return i||di(t,e)}function $l(t,e){var i,a;let r;for(r of(i=t.querySelectorAll("style:not([media])"))!=null?i:[]){let n;try{n=(a=r.sheet)==null?void 0:a.cssRules}catch{continue}for(let o of n??[])if(e(o.selectorText))return o}}function di(t,e){var i,a;let r=(i=t.querySelectorAll("style:not([media])"))!=null?i:[],n=r?.[r.length-1];if(!n?.sheet)return console.warn("Media Chrome: No style sheet found on style tag of",t),{style:{setProperty:()=>{},removeProperty:()=>"",getPropertyValue:()=>""}};let o=n?.sheet.insertRule(`${e}{}`,n.sheet.cssRules.length);return(a=n.sheet.cssRules)==null?void 0:a[o]}function Y(t,e,i=Number.NaN){let a=t.getAttribute(e);return a!=null?+a:i}function Q(t,e,i){let a=+i;if(i==null||Number.isNaN(a)){t.hasAttribute(e)&&t.removeAttribute(e);return}Y(t,e,void 0)!==a&&t.setAttribute(e,`${a}`)}function I(t,e){return t.hasAttribute(e)}function y(t,e,i){if(i==null){t.hasAttribute(e)&&t.removeAttribute(e);return}I(t,e)!=i&&t.toggleAttribute(e,i)}function R(t,e,i=null){var a;return(a=t.getAttribute(e))!=null?a:i}function L(t,e,i){if(i==null){t.hasAttribute(e)&&t.removeAttribute(e);return}let a=`${i}`;R(t,e,void 0)!==a&&t.setAttribute(e,a)}var Bs=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},ve=(t,e,i)=>(Bs(t,e,"read from private field"),i?i.call(t):e.get(t)),Fl=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},oa=(t,e,i,a)=>(Bs(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),X;function Bl(t){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-gesture-receiver-display, inline-block));
        box-sizing: border-box;
      }
    </style>
  `}var It=class extends l.HTMLElement{constructor(){if(super(),Fl(this,X,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER,s.MEDIA_PAUSED]}attributeChangedCallback(e,i,a){var r,n,o,d,c;e===S.MEDIA_CONTROLLER&&(i&&((n=(r=ve(this,X))==null?void 0:r.unassociateElement)==null||n.call(r,this),oa(this,X,null)),a&&this.isConnected&&(oa(this,X,(o=this.getRootNode())==null?void 0:o.getElementById(a)),(c=(d=ve(this,X))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i;this.tabIndex=-1,this.setAttribute("aria-hidden","true"),oa(this,X,Vl(this)),this.getAttribute(S.MEDIA_CONTROLLER)&&((i=(e=ve(this,X))==null?void 0:e.associateElement)==null||i.call(e,this)),ve(this,X)&&(ve(this,X).addEventListener("pointerdown",this),ve(this,X).addEventListener("click",this),ve(this,X).hasAttribute("tabindex")||(ve(this,X).tabIndex=0))}disconnectedCallback(){var e,i,a,r;this.getAttribute(S.MEDIA_CONTROLLER)&&((i=(e=ve(this,X))==null?void 0:e.unassociateElement)==null||i.call(e,this)),(a=ve(this,X))==null||a.removeEventListener("pointerdown",this),(r=ve(this,X))==null||r.removeEventListener("click",this),oa(this,X,null)}handleEvent(e){var i;let a=(i=e.composedPath())==null?void 0:i[0];if(["video","media-controller"].includes(a?.localName)){if(e.type==="pointerdown")this._pointerType=e.pointerType;else if(e.type==="click"){let{clientX:n,clientY:o}=e,{left:d,top:c,width:_,height:T}=this.getBoundingClientRect(),A=n-d,E=o-c;if(A<0||E<0||A>_||E>T||_===0&&T===0)return;let m=this._pointerType||"mouse";if(this._pointerType=void 0,m===ra.TOUCH){this.handleTap(e);return}else if(m===ra.MOUSE||m===ra.PEN){this.handleMouseClick(e);return}}}}get mediaPaused(){return I(this,s.MEDIA_PAUSED)}set mediaPaused(e){y(this,s.MEDIA_PAUSED,e)}handleTap(e){}handleMouseClick(e){let i=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(i,{composed:!0,bubbles:!0}))}};X=new WeakMap;It.shadowRootOptions={mode:"open"};It.getTemplateHTML=Bl;function Vl(t){var e;let i=t.getAttribute(S.MEDIA_CONTROLLER);return i?(e=t.getRootNode())==null?void 0:e.getElementById(i):Ae(t,"media-controller")}l.customElements.get("media-gesture-receiver")||l.customElements.define("media-gesture-receiver",It);var Cr=It;var Vs={"Start airplay":"Start airplay","Stop airplay":"Stop airplay",Audio:"Audio",Captions:"Captions","Enable captions":"Enable captions","Disable captions":"Disable captions","Start casting":"Start casting","Stop casting":"Stop casting","Enter fullscreen mode":"Enter fullscreen mode","Exit fullscreen mode":"Exit fullscreen mode",Mute:"Mute",Unmute:"Unmute",Loop:"Loop","Enter picture in picture mode":"Enter picture in picture mode","Exit picture in picture mode":"Exit picture in picture mode",Play:"Play",Pause:"Pause","Playback rate":"Playback rate","Playback rate {playbackRate}":"Playback rate {playbackRate}",Quality:"Quality","Seek backward":"Seek backward","Seek forward":"Seek forward",Settings:"Settings",Auto:"Auto","audio player":"audio player","video player":"video player",volume:"volume",seek:"seek","closed captions":"closed captions","current playback rate":"current playback rate","playback time":"playback time","media loading":"media loading",settings:"settings","audio tracks":"audio tracks",quality:"quality",play:"play",pause:"pause",mute:"mute",unmute:"unmute","chapter: {chapterName}":"chapter: {chapterName}",live:"live",Off:"Off","start airplay":"start airplay","stop airplay":"stop airplay","start casting":"start casting","stop casting":"stop casting","enter fullscreen mode":"enter fullscreen mode","exit fullscreen mode":"exit fullscreen mode","enter picture in picture mode":"enter picture in picture mode","exit picture in picture mode":"exit picture in picture mode","seek to live":"seek to live","playing live":"playing live","seek back {seekOffset} seconds":"seek back {seekOffset} seconds","seek forward {seekOffset} seconds":"seek forward {seekOffset} seconds","Network Error":"Network Error","Decode Error":"Decode Error","Source Not Supported":"Source Not Supported","Encryption Error":"Encryption Error","A network error caused the media download to fail.":"A network error caused the media download to fail.","A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.":"A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.","An unsupported error occurred. The server or network failed, or your browser does not support this format.":"An unsupported error occurred. The server or network failed, or your browser does not support this format.","The media is encrypted and there are no keys to decrypt it.":"The media is encrypted and there are no keys to decrypt it.",hour:"hour",hours:"hours",minute:"minute",minutes:"minutes",second:"second",seconds:"seconds","{time} remaining":"{time} remaining","{currentTime} of {totalTime}":"{currentTime} of {totalTime}","video not loaded, unknown time.":"video not loaded, unknown time."};var Ks,ci={en:Vs},yt=((Ks=globalThis.navigator)==null?void 0:Ks.language)||"en",Gs=t=>{yt=t};var Kl=t=>{var e,i,a;let[r]=yt.split("-");return((e=ci[yt])==null?void 0:e[t])||((i=ci[r])==null?void 0:i[t])||((a=ci.en)==null?void 0:a[t])||t},qs=()=>{let[t]=yt.split("-");return ci[yt]?yt:ci[t]?t:"en"},f=(t,e={})=>Kl(t).replace(/\{(\w+)\}/g,(i,a)=>a in e?String(e[a]):`{${a}}`);var Pr=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},F=(t,e,i)=>(Pr(t,e,"read from private field"),i?i.call(t):e.get(t)),te=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ee=(t,e,i,a)=>(Pr(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),fe=(t,e,i)=>(Pr(t,e,"access private method"),i),ui,ca,kt,Lt,Mt,xr,wt,la,Or,Ys,Ur,Qs,hi,ua,ha,Nr,Rt,mi,Ye,da,g={AUDIO:"audio",AUTOHIDE:"autohide",BREAKPOINTS:"breakpoints",GESTURES_DISABLED:"gesturesdisabled",KEYBOARD_CONTROL:"keyboardcontrol",NO_AUTOHIDE:"noautohide",USER_INACTIVE:"userinactive",AUTOHIDE_OVER_CONTROLS:"autohideovercontrols"};function Gl(t){return`
    <style>
      
      :host([${s.MEDIA_IS_FULLSCREEN}]) ::slotted([slot=media]) {
        outline: none;
      }

      :host {
        box-sizing: border-box;
        position: relative;
        display: inline-block;
        line-height: 0;
        background-color: var(--media-background-color, #000);
        overflow: hidden;
      }

      :host(:not([${g.AUDIO}])) [part~=layer]:not([part~=media-layer]) {
        position: absolute;
        top: 0;
        left: 0;
        bottom: 0;
        right: 0;
        display: flex;
        flex-flow: column nowrap;
        align-items: start;
        pointer-events: none;
        background: none;
      }

      slot[name=media] {
        display: var(--media-slot-display, contents);
      }

      
      :host([${g.AUDIO}]) slot[name=media] {
        display: var(--media-slot-display, none);
      }

      
      :host([${g.AUDIO}]) [part~=layer][part~=gesture-layer] {
        height: 0;
        display: block;
      }

      
      :host(:not([${g.AUDIO}])[${g.GESTURES_DISABLED}]) ::slotted([slot=gestures-chrome]),
          :host(:not([${g.AUDIO}])[${g.GESTURES_DISABLED}]) media-gesture-receiver[slot=gestures-chrome] {
        display: none;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not(media-loading-indicator):not([role=dialog]):not([hidden])) {
        pointer-events: auto;
      }

      :host(:not([${g.AUDIO}])) *[part~=layer][part~=centered-layer] {
        align-items: center;
        justify-content: center;
      }

      :host(:not([${g.AUDIO}])) ::slotted(media-gesture-receiver[slot=gestures-chrome]),
      :host(:not([${g.AUDIO}])) media-gesture-receiver[slot=gestures-chrome] {
        align-self: stretch;
        flex-grow: 1;
      }

      slot[name=middle-chrome] {
        display: inline;
        flex-grow: 1;
        pointer-events: none;
        background: none;
      }

      
      ::slotted([slot=media]),
      ::slotted([slot=poster]) {
        width: 100%;
        height: 100%;
      }

      
      :host(:not([${g.AUDIO}])) .spacer {
        flex-grow: 1;
      }

      
      :host(:-webkit-full-screen) {
        
        width: 100% !important;
        height: 100% !important;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not([${g.NO_AUTOHIDE}]):not([hidden]):not([role=dialog])) {
        opacity: 1;
        transition: var(--media-control-transition-in, opacity 0.25s);
      }

      
      :host([${g.USER_INACTIVE}]:not([${s.MEDIA_PAUSED}]):not([${s.MEDIA_IS_AIRPLAYING}]):not([${s.MEDIA_IS_CASTING}]):not([${g.AUDIO}])) ::slotted(:not([slot=media]):not([slot=poster]):not([${g.NO_AUTOHIDE}]):not([role=dialog])) {
        opacity: 0;
        transition: var(--media-control-transition-out, opacity 1s);
      }

      :host([${g.USER_INACTIVE}]:not([${g.NO_AUTOHIDE}]):not([${s.MEDIA_PAUSED}]):not([${s.MEDIA_IS_CASTING}]):not([${g.AUDIO}])) ::slotted([slot=media]) {
        cursor: none;
      }

      :host([${g.USER_INACTIVE}][${g.AUTOHIDE_OVER_CONTROLS}]:not([${g.NO_AUTOHIDE}]):not([${s.MEDIA_PAUSED}]):not([${s.MEDIA_IS_CASTING}]):not([${g.AUDIO}])) * {
        --media-cursor: none;
        cursor: none;
      }


      ::slotted(media-control-bar)  {
        align-self: stretch;
      }

      
      
      :host(:not([${g.AUDIO}])[${s.MEDIA_HAS_PLAYED}]) slot[name=poster],
      :host(:not([${g.AUDIO}])[${s.MEDIA_STREAM_TYPE}="${se.ON_DEMAND}"][${s.MEDIA_CURRENT_TIME}]:not([${s.MEDIA_CURRENT_TIME}="0"])) slot[name=poster] {
        display: none;
      }

      ::slotted([role=dialog]) {
        width: 100%;
        height: 100%;
        align-self: center;
      }

      ::slotted([role=menu]) {
        align-self: end;
      }
    </style>

    <slot name="media" part="layer media-layer"></slot>
    <slot name="poster" part="layer poster-layer"></slot>
    <slot name="gestures-chrome" part="layer gesture-layer">
      <media-gesture-receiver slot="gestures-chrome">
        <template shadowrootmode="${Cr.shadowRootOptions.mode}">
          ${Cr.getTemplateHTML({})}
        </template>
      </media-gesture-receiver>
    </slot>
    <span part="layer vertical-layer">
      <slot name="top-chrome" part="top chrome"></slot>
      <slot name="middle-chrome" part="middle chrome"></slot>
      <slot name="centered-chrome" part="layer centered-layer center centered chrome"></slot>
      
      <slot part="bottom chrome"></slot>
    </span>
    <slot name="dialog" part="layer dialog-layer"></slot>
  `}var ql=Object.values(s),Yl="sm:384 md:576 lg:768 xl:960";function Ql(t){zs(t.target,t.contentRect.width)}function zs(t,e){var i;if(!t.isConnected)return;let a=(i=t.getAttribute(g.BREAKPOINTS))!=null?i:Yl,r=zl(a),n=Zl(r,e),o=!1;if(Object.keys(r).forEach(d=>{if(n.includes(d)){t.hasAttribute(`breakpoint${d}`)||(t.setAttribute(`breakpoint${d}`,""),o=!0);return}t.hasAttribute(`breakpoint${d}`)&&(t.removeAttribute(`breakpoint${d}`),o=!0)}),o){let d=new CustomEvent(nt.BREAKPOINTS_CHANGE,{detail:n});t.dispatchEvent(d)}t.breakpointsComputed||(t.breakpointsComputed=!0,t.dispatchEvent(new CustomEvent(nt.BREAKPOINTS_COMPUTED,{bubbles:!0,composed:!0})))}function zl(t){let e=t.split(/\s+/);return Object.fromEntries(e.map(i=>i.split(":")))}function Zl(t,e){return Object.keys(t).filter(i=>e>=parseInt(t[i]))}var ot=class extends l.HTMLElement{constructor(){if(super(),te(this,Or),te(this,Ur),te(this,hi),te(this,ha),te(this,Rt),te(this,ui,void 0),te(this,ca,0),te(this,kt,null),te(this,Lt,null),te(this,Mt,void 0),this.breakpointsComputed=!1,te(this,xr,e=>{let i=this.media;for(let a of e){if(a.type!=="childList")continue;let r=a.removedNodes;for(let n of r){if(n.slot!="media"||a.target!=this)continue;let o=a.previousSibling&&a.previousSibling.previousElementSibling;if(!o||!i)this.mediaUnsetCallback(n);else{let d=o.slot!=="media";for(;(o=o.previousSibling)!==null;)o.slot=="media"&&(d=!1);d&&this.mediaUnsetCallback(n)}}if(i)for(let n of a.addedNodes)n===i&&this.handleMediaUpdated(i)}}),te(this,wt,!1),te(this,la,e=>{F(this,wt)||(setTimeout(()=>{Ql(e),Ee(this,wt,!1)},0),Ee(this,wt,!0))}),te(this,Ye,void 0),te(this,da,()=>{if(!F(this,Ye).assignedElements({flatten:!0}).length){F(this,kt)&&this.mediaUnsetCallback(F(this,kt));return}this.handleMediaUpdated(this.media)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}Ee(this,ui,new MutationObserver(F(this,xr)))}static get observedAttributes(){return[g.AUTOHIDE,g.GESTURES_DISABLED].concat(ql).filter(e=>![s.MEDIA_RENDITION_LIST,s.MEDIA_AUDIO_TRACK_LIST,s.MEDIA_CHAPTERS_CUES,s.MEDIA_WIDTH,s.MEDIA_HEIGHT,s.MEDIA_ERROR,s.MEDIA_ERROR_MESSAGE].includes(e))}attributeChangedCallback(e,i,a){e.toLowerCase()==g.AUTOHIDE&&(this.autohide=a)}get media(){let e=this.querySelector(":scope > [slot=media]");return e?.nodeName=="SLOT"&&(e=e.assignedElements({flatten:!0})[0]),e}async handleMediaUpdated(e){e&&(Ee(this,kt,e),e.localName.includes("-")&&await l.customElements.whenDefined(e.localName),this.mediaSetCallback(e))}connectedCallback(){var e;F(this,ui).observe(this,{childList:!0,subtree:!0}),Ne(this,F(this,la));let a=this.getAttribute(g.AUDIO)!=null?f("audio player"):f("video player");this.setAttribute("role","region"),this.setAttribute("aria-label",a),this.handleMediaUpdated(this.media),this.setAttribute(g.USER_INACTIVE,""),zs(this,this.getBoundingClientRect().width);let r=this.querySelector(":scope > slot[slot=media]");r&&(Ee(this,Ye,r),F(this,Ye).addEventListener("slotchange",F(this,da))),this.addEventListener("pointerdown",this),this.addEventListener("pointermove",this),this.addEventListener("pointerup",this),this.addEventListener("mouseleave",this),this.addEventListener("keyup",this),(e=l.window)==null||e.addEventListener("mouseup",this)}disconnectedCallback(){var e;He(this,F(this,la)),clearTimeout(F(this,Lt)),F(this,ui).disconnect(),this.media&&this.mediaUnsetCallback(this.media),(e=l.window)==null||e.removeEventListener("mouseup",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointermove",this),this.removeEventListener("pointerup",this),this.removeEventListener("mouseleave",this),this.removeEventListener("keyup",this),F(this,Ye)&&(F(this,Ye).removeEventListener("slotchange",F(this,da)),Ee(this,Ye,null)),Ee(this,wt,!1)}mediaSetCallback(e){}mediaUnsetCallback(e){Ee(this,kt,null)}handleEvent(e){switch(e.type){case"pointerdown":Ee(this,ca,e.timeStamp);break;case"pointermove":fe(this,Or,Ys).call(this,e);break;case"pointerup":fe(this,Ur,Qs).call(this,e);break;case"mouseleave":fe(this,hi,ua).call(this);break;case"mouseup":this.removeAttribute(g.KEYBOARD_CONTROL);break;case"keyup":fe(this,Rt,mi).call(this),this.setAttribute(g.KEYBOARD_CONTROL,"");break}}set autohide(e){let i=Number(e);Ee(this,Mt,isNaN(i)?0:i)}get autohide(){return(F(this,Mt)===void 0?2:F(this,Mt)).toString()}get breakpoints(){return R(this,g.BREAKPOINTS)}set breakpoints(e){L(this,g.BREAKPOINTS,e)}get audio(){return I(this,g.AUDIO)}set audio(e){y(this,g.AUDIO,e)}get gesturesDisabled(){return I(this,g.GESTURES_DISABLED)}set gesturesDisabled(e){y(this,g.GESTURES_DISABLED,e)}get keyboardControl(){return I(this,g.KEYBOARD_CONTROL)}set keyboardControl(e){y(this,g.KEYBOARD_CONTROL,e)}get noAutohide(){return I(this,g.NO_AUTOHIDE)}set noAutohide(e){y(this,g.NO_AUTOHIDE,e)}get autohideOverControls(){return I(this,g.AUTOHIDE_OVER_CONTROLS)}set autohideOverControls(e){y(this,g.AUTOHIDE_OVER_CONTROLS,e)}get userInteractive(){return I(this,g.USER_INACTIVE)}set userInteractive(e){y(this,g.USER_INACTIVE,e)}};ui=new WeakMap;ca=new WeakMap;kt=new WeakMap;Lt=new WeakMap;Mt=new WeakMap;xr=new WeakMap;wt=new WeakMap;la=new WeakMap;Or=new WeakSet;Ys=function(t){if(t.pointerType!=="mouse"&&t.timeStamp-F(this,ca)<250)return;fe(this,ha,Nr).call(this),clearTimeout(F(this,Lt));let e=this.hasAttribute(g.AUTOHIDE_OVER_CONTROLS);([this,this.media].includes(t.target)||e)&&fe(this,Rt,mi).call(this)};Ur=new WeakSet;Qs=function(t){if(t.pointerType==="touch"){let e=!this.hasAttribute(g.USER_INACTIVE);[this,this.media].includes(t.target)&&e?fe(this,hi,ua).call(this):fe(this,Rt,mi).call(this)}else t.composedPath().some(e=>["media-play-button","media-fullscreen-button"].includes(e?.localName))&&fe(this,Rt,mi).call(this)};hi=new WeakSet;ua=function(){if(F(this,Mt)<0||this.hasAttribute(g.USER_INACTIVE))return;this.setAttribute(g.USER_INACTIVE,"");let t=new l.CustomEvent(nt.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!0});this.dispatchEvent(t)};ha=new WeakSet;Nr=function(){if(!this.hasAttribute(g.USER_INACTIVE))return;this.removeAttribute(g.USER_INACTIVE);let t=new l.CustomEvent(nt.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!1});this.dispatchEvent(t)};Rt=new WeakSet;mi=function(){fe(this,ha,Nr).call(this),clearTimeout(F(this,Lt));let t=parseInt(this.autohide);t<0||Ee(this,Lt,setTimeout(()=>{fe(this,hi,ua).call(this)},t*1e3))};Ye=new WeakMap;da=new WeakMap;ot.shadowRootOptions={mode:"open"};ot.getTemplateHTML=Gl;l.customElements.get("media-container")||l.customElements.define("media-container",ot);var Kr=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},dt=(t,e,i)=>(Kr(t,e,"read from private field"),i?i.call(t):e.get(t)),We=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Gr=(t,e,i,a)=>(Kr(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),lt=(t,e,i)=>(Kr(t,e,"access private method"),i),pa,vi,ct,ma,Hr,Wr,Zs,$r,Xs,Fr,Js,Br,js,Vr,eo;function Xl(t){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        display: var(--media-dialog-display, inline-flex);
        justify-content: center;
        align-items: center;
        
        transition-behavior: allow-discrete;
        visibility: hidden;
        opacity: 0;
        transform: translateY(2px) scale(.99);
        pointer-events: none;
      }

      :host([open]) {
        transition: display .2s, visibility 0s, opacity .2s ease-out, transform .15s ease-out;
        visibility: visible;
        opacity: 1;
        transform: translateY(0) scale(1);
        pointer-events: auto;
      }

      #content {
        display: flex;
        position: relative;
        box-sizing: border-box;
        width: min(320px, 100%);
        word-wrap: break-word;
        max-height: 100%;
        overflow: auto;
        text-align: center;
        line-height: 1.4;
      }
    </style>
    ${this.getSlotTemplateHTML(t)}
  `}function Jl(t){return`
    <slot id="content"></slot>
  `}var pi={OPEN:"open",ANCHOR:"anchor"},Qe=class extends l.HTMLElement{constructor(){super(),We(this,ma),We(this,Wr),We(this,$r),We(this,Fr),We(this,Br),We(this,Vr),We(this,pa,!1),We(this,vi,null),We(this,ct,null)}static get observedAttributes(){return[pi.OPEN,pi.ANCHOR]}get open(){return I(this,pi.OPEN)}set open(e){y(this,pi.OPEN,e)}handleEvent(e){switch(e.type){case"invoke":lt(this,Fr,Js).call(this,e);break;case"focusout":lt(this,Br,js).call(this,e);break;case"keydown":lt(this,Vr,eo).call(this,e);break}}connectedCallback(){lt(this,ma,Hr).call(this),this.role||(this.role="dialog"),this.addEventListener("invoke",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this)}disconnectedCallback(){this.removeEventListener("invoke",this),this.removeEventListener("focusout",this),this.removeEventListener("keydown",this)}attributeChangedCallback(e,i,a){lt(this,ma,Hr).call(this),e===pi.OPEN&&a!==i&&(this.open?lt(this,Wr,Zs).call(this):lt(this,$r,Xs).call(this))}focus(){Gr(this,vi,li());let e=!this.dispatchEvent(new Event("focus",{composed:!0,cancelable:!0})),i=!this.dispatchEvent(new Event("focusin",{composed:!0,bubbles:!0,cancelable:!0}));if(e||i)return;let a=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');a?.focus()}get keysUsed(){return["Escape","Tab"]}};pa=new WeakMap;vi=new WeakMap;ct=new WeakMap;ma=new WeakSet;Hr=function(){if(!dt(this,pa)&&(Gr(this,pa,!0),!this.shadowRoot)){this.attachShadow(this.constructor.shadowRootOptions);let t=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(t),queueMicrotask(()=>{let{style:e}=P(this.shadowRoot,":host");e.setProperty("transition","display .15s, visibility .15s, opacity .15s ease-in, transform .15s ease-in")})}};Wr=new WeakSet;Zs=function(){var t;(t=dt(this,ct))==null||t.setAttribute("aria-expanded","true"),this.dispatchEvent(new Event("open",{composed:!0,bubbles:!0})),this.addEventListener("transitionend",()=>this.focus(),{once:!0})};$r=new WeakSet;Xs=function(){var t;(t=dt(this,ct))==null||t.setAttribute("aria-expanded","false"),this.dispatchEvent(new Event("close",{composed:!0,bubbles:!0}))};Fr=new WeakSet;Js=function(t){Gr(this,ct,t.relatedTarget),ee(this,t.relatedTarget)||(this.open=!this.open)};Br=new WeakSet;js=function(t){var e;ee(this,t.relatedTarget)||((e=dt(this,vi))==null||e.focus(),dt(this,ct)&&dt(this,ct)!==t.relatedTarget&&this.open&&(this.open=!1))};Vr=new WeakSet;eo=function(t){var e,i,a,r,n;let{key:o,ctrlKey:d,altKey:c,metaKey:_}=t;d||c||_||this.keysUsed.includes(o)&&(t.preventDefault(),t.stopPropagation(),o==="Tab"?(t.shiftKey?(i=(e=this.previousElementSibling)==null?void 0:e.focus)==null||i.call(e):(r=(a=this.nextElementSibling)==null?void 0:a.focus)==null||r.call(a),this.blur()):o==="Escape"&&((n=dt(this,vi))==null||n.focus(),this.open=!1))};Qe.shadowRootOptions={mode:"open"};Qe.getTemplateHTML=Xl;Qe.getSlotTemplateHTML=Jl;l.customElements.get("media-chrome-dialog")||l.customElements.define("media-chrome-dialog",Qe);var jl=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},ze=(t,e,i)=>(jl(t,e,"read from private field"),i?i.call(t):e.get(t)),to=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Dt,Ct,Ei={HOTKEYS:"hotkeys"},ed=[{keys:[{key:" ",label:"Space"},{key:"k"}],description:"Toggle Playback"},{keys:[{key:"m"}],description:"Toggle mute"},{keys:[{key:"f"}],description:"Toggle fullscreen"},{keys:[{key:"c"}],description:"Toggle captions or subtitles, if available"},{keys:[{key:"p"}],description:"Toggle Picture in Picture"},{keys:[{key:"ArrowLeft",label:"\u2190"},{key:"j"}],description:"Seek back 10s"},{keys:[{key:"ArrowRight",label:"\u2192"},{key:"l"}],description:"Seek forward 10s"},{keys:[{key:"ArrowUp",label:"\u2191"}],description:"Turn volume up"},{keys:[{key:"ArrowDown",label:"\u2193"}],description:"Turn volume down"},{keys:[{key:"<",label:"< (SHIFT+,)"}],description:"Decrease playback rate"},{keys:[{key:">",label:"> (SHIFT+.)"}],description:"Increase playback rate"},{keys:[{key:"shift+/",label:"SHIFT+/"}],description:"Show keyboard shortcuts"}];function Ea(t){return t===" "?"nospace":`no${t.toLowerCase()}`}function td(t){let e=new Set(t?.split(/\s+/));return ed.map(({keys:i,description:a})=>({keys:i.filter(({key:r})=>!e.has(Ea(r))),description:a})).filter(({keys:i})=>i.length)}function id(t){return`
    <style>
      :host {
        position: fixed;
        top: 0;
        left: 0;
        z-index: 9999;
        background: rgb(20 20 30 / .8);
        backdrop-filter: blur(10px);
      }

      #content {
        display: block;
        width: clamp(400px, 40vw, 700px);
        max-width: 90vw;
        text-align: left;
      }

      h2 {
        margin: 0 0 1.5rem 0;
        font-size: 1.5rem;
        font-weight: 500;
        text-align: center;
      }

      .shortcuts-table {
        width: 100%;
        border-collapse: collapse;
      }

      .shortcuts-table tr {
        border-bottom: 1px solid rgba(255, 255, 255, 0.1);
      }

      .shortcuts-table tr:last-child {
        border-bottom: none;
      }

      .shortcuts-table td {
        padding: 0.75rem 0.5rem;
      }

      .shortcuts-table td:first-child {
        text-align: right;
        padding-right: 1rem;
        width: 40%;
        min-width: 120px;
      }

      .shortcuts-table td:last-child {
        padding-left: 1rem;
      }

      .key {
        display: inline-block;
        background: rgba(255, 255, 255, 0.15);
        border: 1px solid rgba(255, 255, 255, 0.2);
        border-radius: 4px;
        padding: 0.25rem 0.5rem;
        font-family: 'Courier New', monospace;
        font-size: 0.9rem;
        font-weight: 500;
        min-width: 1.5rem;
        text-align: center;
        margin: 0 0.2rem;
      }

      .description {
        color: rgba(255, 255, 255, 0.9);
        font-size: 0.95rem;
      }

      .key-combo {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        gap: 0.3rem;
      }

      .key-separator {
        color: rgba(255, 255, 255, 0.5);
        font-size: 0.9rem;
      }
    </style>
    <slot id="content">
      ${io(t[Ei.HOTKEYS])}
    </slot>
  `}function io(t){return`
    <h2>Keyboard Shortcuts</h2>
    <table class="shortcuts-table">${td(t).map(({keys:i,description:a})=>`
        <tr>
          <td>
            <div class="key-combo">${i.map(({key:n,label:o=n},d)=>d>0?`<span class="key-separator">or</span><span class="key">${o}</span>`:`<span class="key">${o}</span>`).join("")}</div>
          </td>
          <td class="description">${a}</td>
        </tr>
      `).join("")}</table>
  `}var va=class extends Qe{constructor(){super(...arguments),to(this,Dt,e=>{var i;if(!this.open)return;let a=(i=this.shadowRoot)==null?void 0:i.querySelector("#content");if(!a)return;let r=e.composedPath(),n=r[0]===this||r.includes(this),o=r.includes(a);n&&!o&&(this.open=!1)}),to(this,Ct,e=>{if(!this.open)return;let i=e.shiftKey&&(e.key==="/"||e.key==="?");(e.key==="Escape"||i)&&!e.ctrlKey&&!e.altKey&&!e.metaKey&&(this.open=!1,e.preventDefault(),e.stopPropagation())})}static get observedAttributes(){return[...super.observedAttributes,Ei.HOTKEYS]}get hotkeys(){var e;return(e=R(this,Ei.HOTKEYS))!=null?e:void 0}set hotkeys(e){L(this,Ei.HOTKEYS,e)}connectedCallback(){super.connectedCallback(),this.open&&(this.addEventListener("click",ze(this,Dt)),document.addEventListener("keydown",ze(this,Ct)))}disconnectedCallback(){this.removeEventListener("click",ze(this,Dt)),document.removeEventListener("keydown",ze(this,Ct))}attributeChangedCallback(e,i,a){var r;if(super.attributeChangedCallback(e,i,a),e==="open")this.open?(this.addEventListener("click",ze(this,Dt)),document.addEventListener("keydown",ze(this,Ct))):(this.removeEventListener("click",ze(this,Dt)),document.removeEventListener("keydown",ze(this,Ct)));else if(e===Ei.HOTKEYS&&a!==i){let n=(r=this.shadowRoot)==null?void 0:r.querySelector("#content");n&&(n.innerHTML=io(a))}}};Dt=new WeakMap;Ct=new WeakMap;va.getSlotTemplateHTML=id;l.customElements.get("media-keyboard-shortcuts-dialog")||l.customElements.define("media-keyboard-shortcuts-dialog",va);var ao=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},z=(t,e,i)=>(ao(t,e,"read from private field"),i?i.call(t):e.get(t)),fi=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},fa=(t,e,i,a)=>(ao(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),xt,Ot,ga,ut,$e,Ze,_a=class{constructor(e,i,{defaultValue:a}={defaultValue:void 0}){fi(this,$e),fi(this,xt,void 0),fi(this,Ot,void 0),fi(this,ga,void 0),fi(this,ut,new Set),fa(this,xt,e),fa(this,Ot,i),fa(this,ga,new Set(a))}[Symbol.iterator](){return z(this,$e,Ze).values()}get length(){return z(this,$e,Ze).size}get value(){var e;return(e=[...z(this,$e,Ze)].join(" "))!=null?e:""}set value(e){var i;e!==this.value&&(fa(this,ut,new Set),this.add(...(i=e?.split(" "))!=null?i:[]))}toString(){return this.value}item(e){return[...z(this,$e,Ze)][e]}values(){return z(this,$e,Ze).values()}forEach(e,i){z(this,$e,Ze).forEach(e,i)}add(...e){var i,a;e.forEach(r=>z(this,ut).add(r)),!(this.value===""&&!((i=z(this,xt))!=null&&i.hasAttribute(`${z(this,Ot)}`)))&&((a=z(this,xt))==null||a.setAttribute(`${z(this,Ot)}`,`${this.value}`))}remove(...e){var i;e.forEach(a=>z(this,ut).delete(a)),(i=z(this,xt))==null||i.setAttribute(`${z(this,Ot)}`,`${this.value}`)}contains(e){return z(this,$e,Ze).has(e)}toggle(e,i){return typeof i<"u"?i?(this.add(e),!0):(this.remove(e),!1):this.contains(e)?(this.remove(e),!1):(this.add(e),!0)}replace(e,i){return this.remove(e),this.add(i),e===i}};xt=new WeakMap;Ot=new WeakMap;ga=new WeakMap;ut=new WeakMap;$e=new WeakSet;Ze=function(){return z(this,ut).size?z(this,ut):z(this,ga)};function ro(t){return t?.map(ad).join(" ")}function no(t){return t?.split(/\s+/).map(rd)}function ad(t){if(t){let{id:e,width:i,height:a}=t;return[e,i,a].filter(r=>r!=null).join(":")}}function rd(t){if(t){let[e,i,a]=t.split(":");return{id:e,width:+i,height:+a}}}function so(t){return t?.map(nd).join(" ")}function nd(t){if(t){let{id:e,kind:i,language:a,label:r}=t;return[e,i,a,r].filter(n=>n!=null).join(":")}}function Ut(t){return typeof t=="number"&&!Number.isNaN(t)&&Number.isFinite(t)}var ba=t=>new Promise(e=>setTimeout(e,t));var sd=(t="")=>t.split(/\s+/),oo=(t="")=>{let[e,i,a]=t.split(":"),r=a?decodeURIComponent(a):void 0;return{kind:e==="cc"?ae.CAPTIONS:ae.SUBTITLES,language:i,label:r}},qr=(t="",e={})=>sd(t).map(i=>{let a=oo(i);return{...e,...a}}),Yr=t=>t?Array.isArray(t)?t.map(e=>typeof e=="string"?oo(e):e):typeof t=="string"?qr(t):[t]:[],od=({kind:t,label:e,language:i}={kind:"subtitles"})=>e?`${t==="captions"?"cc":"sb"}:${i}:${encodeURIComponent(e)}`:i,gi=(t=[])=>Array.prototype.map.call(t,od).join(" "),ld=(t,e)=>i=>i[t]===e,lo=t=>{let e=Object.entries(t).map(([i,a])=>ld(i,a));return i=>e.every(a=>a(i))},ht=(t,e=[],i=[])=>{let a=Yr(i).map(lo),r=n=>a.some(o=>o(n));Array.from(e).filter(r).forEach(n=>{n.mode=t})},mt=(t,e=()=>!0)=>{if(!t?.textTracks)return[];let i=typeof e=="function"?e:lo(e);return Array.from(t.textTracks).filter(i)},co=t=>{var e;return!!((e=t.mediaSubtitlesShowing)!=null&&e.length)||t.hasAttribute(s.MEDIA_SUBTITLES_SHOWING)};var ho=t=>{var e;let{media:i,fullscreenElement:a}=t;try{let r=a&&"requestFullscreen"in a?"requestFullscreen":a&&"webkitRequestFullScreen"in a?"webkitRequestFullScreen":void 0;if(r){let n=(e=a[r])==null?void 0:e.call(a);if(n instanceof Promise)return n.catch(()=>{})}else i?.webkitEnterFullscreen?i.webkitEnterFullscreen():i?.requestFullscreen&&i.requestFullscreen()}catch(r){console.error(r)}},uo="exitFullscreen"in U?"exitFullscreen":"webkitExitFullscreen"in U?"webkitExitFullscreen":"webkitCancelFullScreen"in U?"webkitCancelFullScreen":void 0,mo=t=>{var e;let{documentElement:i}=t;if(uo){let a=(e=i?.[uo])==null?void 0:e.call(i);if(a instanceof Promise)return a.catch(()=>{})}},_i="fullscreenElement"in U?"fullscreenElement":"webkitFullscreenElement"in U?"webkitFullscreenElement":void 0,dd=t=>{let{documentElement:e,media:i}=t,a=e?.[_i];return!a&&"webkitDisplayingFullscreen"in i&&"webkitPresentationMode"in i&&i.webkitDisplayingFullscreen&&i.webkitPresentationMode===Hs.FULLSCREEN?i:a},po=t=>{var e;let{media:i,documentElement:a,fullscreenElement:r=i}=t;if(!i||!a)return!1;let n=dd(t);if(!n)return!1;if(n===r||n===i)return!0;if(n.localName.includes("-")){let o=n.shadowRoot;if(!(_i in o))return ee(n,r);for(;o?.[_i];){if(o[_i]===r)return!0;o=(e=o[_i])==null?void 0:e.shadowRoot}}return!1},cd="fullscreenEnabled"in U?"fullscreenEnabled":"webkitFullscreenEnabled"in U?"webkitFullscreenEnabled":void 0,vo=t=>{let{documentElement:e,media:i}=t;return!!e?.[cd]||i&&"webkitSupportsFullscreen"in i};var Aa,Qr=()=>{var t,e;return Aa||(Aa=(e=(t=U)==null?void 0:t.createElement)==null?void 0:e.call(t,"video"),Aa)},Eo=async(t=Qr())=>{if(!t)return!1;let e=t.volume;t.volume=e/2+.1;let i=new AbortController,a=await Promise.race([ud(t,i.signal),hd(t,e)]);return i.abort(),a},ud=(t,e)=>new Promise(i=>{t.addEventListener("volumechange",()=>i(!0),{signal:e})}),hd=async(t,e)=>{for(let i=0;i<10;i++){if(t.volume===e)return!1;await ba(10)}return t.volume!==e},md=/.*Version\/.*Safari\/.*/.test(l.navigator.userAgent),zr=(t=Qr())=>l.matchMedia("(display-mode: standalone)").matches&&md?!1:typeof t?.requestPictureInPicture=="function",Zr=(t=Qr())=>vo({documentElement:U,media:t}),fo=Zr(),go=zr(),_o=!!l.WebKitPlaybackTargetAvailabilityEvent,bo=!!l.chrome;var Pt=t=>mt(t.media,e=>[ae.SUBTITLES,ae.CAPTIONS].includes(e.kind)).sort((e,i)=>e.kind>=i.kind?1:-1),Xr=t=>mt(t.media,e=>e.mode===Ge.SHOWING&&[ae.SUBTITLES,ae.CAPTIONS].includes(e.kind)),Ta=(t,e)=>{let i=Pt(t),a=Xr(t),r=!!a.length;if(i.length){if(e===!1||r&&e!==!0)ht(Ge.DISABLED,i,a);else if(e===!0||!r&&e!==!1){let n=i[0],{options:o}=t;if(!o?.noSubtitlesLangPref){let T=l.localStorage.getItem("media-chrome-pref-subtitles-lang"),A=T?[T,...l.navigator.languages]:l.navigator.languages,E=i.filter(m=>A.some(b=>m.language.toLowerCase().startsWith(b.split("-")[0]))).sort((m,b)=>{let v=A.findIndex(k=>m.language.toLowerCase().startsWith(k.split("-")[0])),w=A.findIndex(k=>b.language.toLowerCase().startsWith(k.split("-")[0]));return v-w});E[0]&&(n=E[0])}let{language:d,label:c,kind:_}=n;ht(Ge.DISABLED,i,a),ht(Ge.SHOWING,i,[{language:d,label:c,kind:_}])}}},Sa=(t,e)=>t===e?!0:t==null||e==null||typeof t!=typeof e?!1:typeof t=="number"&&Number.isNaN(t)&&Number.isNaN(e)?!0:typeof t!="object"?!1:Array.isArray(t)?pd(t,e):Object.entries(t).every(([i,a])=>i in e&&Sa(a,e[i])),pd=(t,e)=>{let i=Array.isArray(t),a=Array.isArray(e);return i!==a?!1:i||a?t.length!==e.length?!1:t.every((r,n)=>Sa(r,e[n])):!0};var vd=Object.values(se),Ia,Ed=Eo().then(t=>(Ia=t,Ia)),Ao=async(...t)=>{await Promise.all(t.filter(e=>e).map(async e=>{if(!("localName"in e&&e instanceof l.HTMLElement))return;let i=e.localName;if(!i.includes("-"))return;let a=l.customElements.get(i);a&&e instanceof a||(await l.customElements.whenDefined(i),l.customElements.upgrade(e))}))},fd=new l.DOMParser,gd=t=>t&&(fd.parseFromString(t,"text/html").body.textContent||t),Nt={mediaError:{get(t,e){let{media:i}=t;if(e?.type!=="playing")return i?.error},mediaEvents:["emptied","error","playing"]},mediaErrorCode:{get(t,e){var i;let{media:a}=t;if(e?.type!=="playing")return(i=a?.error)==null?void 0:i.code},mediaEvents:["emptied","error","playing"]},mediaErrorMessage:{get(t,e){var i,a;let{media:r}=t;if(e?.type!=="playing")return(a=(i=r?.error)==null?void 0:i.message)!=null?a:""},mediaEvents:["emptied","error","playing"]},mediaWidth:{get(t){var e;let{media:i}=t;return(e=i?.videoWidth)!=null?e:0},mediaEvents:["resize"]},mediaHeight:{get(t){var e;let{media:i}=t;return(e=i?.videoHeight)!=null?e:0},mediaEvents:["resize"]},mediaPaused:{get(t){var e;let{media:i}=t;return(e=i?.paused)!=null?e:!0},set(t,e){var i;let{media:a}=e;a&&(t?a.pause():(i=a.play())==null||i.catch(()=>{}))},mediaEvents:["play","playing","pause","emptied"]},mediaHasPlayed:{get(t,e){let{media:i}=t;return i?e?e.type==="playing":!i.paused:!1},mediaEvents:["playing","emptied"]},mediaEnded:{get(t){var e;let{media:i}=t;return(e=i?.ended)!=null?e:!1},mediaEvents:["seeked","ended","emptied"]},mediaPlaybackRate:{get(t){var e;let{media:i}=t;return(e=i?.playbackRate)!=null?e:1},set(t,e){let{media:i}=e;i&&Number.isFinite(+t)&&(i.playbackRate=+t)},mediaEvents:["ratechange","loadstart"]},mediaMuted:{get(t){var e;let{media:i}=t;return(e=i?.muted)!=null?e:!1},set(t,e){let{media:i,options:{noMutedPref:a}={}}=e;if(i){i.muted=t;try{let r=l.localStorage.getItem("media-chrome-pref-muted")!==null,n=i.hasAttribute("muted");if(a){r&&l.localStorage.removeItem("media-chrome-pref-muted");return}if(n&&!r)return;l.localStorage.setItem("media-chrome-pref-muted",t?"true":"false")}catch(r){console.debug("Error setting muted pref",r)}}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(t,e)=>{let{options:{noMutedPref:i}}=e,{media:a}=e;if(!(!a||a.muted||i))try{let r=l.localStorage.getItem("media-chrome-pref-muted")==="true";Nt.mediaMuted.set(r,e),t(r)}catch(r){console.debug("Error getting muted pref",r)}}]},mediaLoop:{get(t){let{media:e}=t;return e?.loop},set(t,e){let{media:i}=e;i&&(i.loop=t)},mediaEvents:["medialooprequest"]},mediaVolume:{get(t){var e;let{media:i}=t;return(e=i?.volume)!=null?e:1},set(t,e){let{media:i,options:{noVolumePref:a}={}}=e;if(i){try{t==null?l.localStorage.removeItem("media-chrome-pref-volume"):!i.hasAttribute("muted")&&!a&&l.localStorage.setItem("media-chrome-pref-volume",t.toString())}catch(r){console.debug("Error setting volume pref",r)}Number.isFinite(+t)&&(i.volume=+t)}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(t,e)=>{let{options:{noVolumePref:i}}=e;if(!i)try{let{media:a}=e;if(!a)return;let r=l.localStorage.getItem("media-chrome-pref-volume");if(r==null)return;Nt.mediaVolume.set(+r,e),t(+r)}catch(a){console.debug("Error getting volume pref",a)}}]},mediaVolumeLevel:{get(t){let{media:e}=t;return typeof e?.volume>"u"?"high":e.muted||e.volume===0?"off":e.volume<.5?"low":e.volume<.75?"medium":"high"},mediaEvents:["volumechange"]},mediaCurrentTime:{get(t){var e;let{media:i}=t;return(e=i?.currentTime)!=null?e:0},set(t,e){let{media:i}=e;!i||!Ut(t)||(i.currentTime=t)},mediaEvents:["timeupdate","loadedmetadata","seeking"]},mediaDuration:{get(t){let{media:e,options:{defaultDuration:i}={}}=t;return i&&(!e||!e.duration||Number.isNaN(e.duration)||!Number.isFinite(e.duration))?i:Number.isFinite(e?.duration)?e.duration:Number.NaN},mediaEvents:["durationchange","loadedmetadata","emptied"]},mediaLoading:{get(t){let{media:e}=t;return e?.readyState<3},mediaEvents:["waiting","playing","emptied"]},mediaSeekable:{get(t){var e;let{media:i}=t;if(!((e=i?.seekable)!=null&&e.length))return;let a=i.seekable.start(0),r=i.seekable.end(i.seekable.length-1);if(!(!a&&!r))return[Number(a.toFixed(3)),Number(r.toFixed(3))]},mediaEvents:["loadedmetadata","emptied","progress","seekablechange"]},mediaBuffered:{get(t){var e;let{media:i}=t,a=(e=i?.buffered)!=null?e:[];return Array.from(a).map((r,n)=>[Number(a.start(n).toFixed(3)),Number(a.end(n).toFixed(3))])},mediaEvents:["progress","emptied"]},mediaStreamType:{get(t){let{media:e,options:{defaultStreamType:i}={}}=t,a=[se.LIVE,se.ON_DEMAND].includes(i)?i:void 0;if(!e)return a;let{streamType:r}=e;if(vd.includes(r))return r===se.UNKNOWN?a:r;let n=e.duration;return n===1/0?se.LIVE:Number.isFinite(n)?se.ON_DEMAND:a},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange"]},mediaTargetLiveWindow:{get(t){let{media:e}=t;if(!e)return Number.NaN;let{targetLiveWindow:i}=e,a=Nt.mediaStreamType.get(t);return(i==null||Number.isNaN(i))&&a===se.LIVE?0:i},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange","targetlivewindowchange"]},mediaTimeIsLive:{get(t){let{media:e,options:{liveEdgeOffset:i=10}={}}=t;if(!e)return!1;if(typeof e.liveEdgeStart=="number")return Number.isNaN(e.liveEdgeStart)?!1:e.currentTime>=e.liveEdgeStart;if(!(Nt.mediaStreamType.get(t)===se.LIVE))return!1;let r=e.seekable;if(!r)return!0;if(!r.length)return!1;let n=r.end(r.length-1)-i;return e.currentTime>=n},mediaEvents:["playing","timeupdate","progress","waiting","emptied"]},mediaSubtitlesList:{get(t){return Pt(t).map(({kind:e,label:i,language:a})=>({kind:e,label:i,language:a}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack"]},mediaSubtitlesShowing:{get(t){return Xr(t).map(({kind:e,label:i,language:a})=>({kind:e,label:i,language:a}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(t,e)=>{var i,a;let{media:r,options:n}=e;if(!r)return;let o=d=>{var c;!n.defaultSubtitles||d&&![ae.CAPTIONS,ae.SUBTITLES].includes((c=d?.track)==null?void 0:c.kind)||Ta(e,!0)};return r.addEventListener("loadstart",o),(i=r.textTracks)==null||i.addEventListener("addtrack",o),(a=r.textTracks)==null||a.addEventListener("removetrack",o),()=>{var d,c;r.removeEventListener("loadstart",o),(d=r.textTracks)==null||d.removeEventListener("addtrack",o),(c=r.textTracks)==null||c.removeEventListener("removetrack",o)}}]},mediaChaptersCues:{get(t){var e;let{media:i}=t;if(!i)return[];let[a]=mt(i,{kind:ae.CHAPTERS});return Array.from((e=a?.cues)!=null?e:[]).map(({text:r,startTime:n,endTime:o})=>({text:gd(r),startTime:n,endTime:o}))},mediaEvents:["loadstart","loadedmetadata"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:a}=e;if(!a)return;let r=a.querySelector('track[kind="chapters"][default][src]'),n=(i=a.shadowRoot)==null?void 0:i.querySelector(':is(video,audio) > track[kind="chapters"][default][src]');return r?.addEventListener("load",t),n?.addEventListener("load",t),()=>{r?.removeEventListener("load",t),n?.removeEventListener("load",t)}}]},mediaIsPip:{get(t){var e,i;let{media:a,documentElement:r}=t;if(!a||!r||!r.pictureInPictureElement)return!1;if(r.pictureInPictureElement===a)return!0;if(r.pictureInPictureElement instanceof HTMLMediaElement)return(e=a.localName)!=null&&e.includes("-")?ee(a,r.pictureInPictureElement):!1;if(r.pictureInPictureElement.localName.includes("-")){let n=r.pictureInPictureElement.shadowRoot;for(;n?.pictureInPictureElement;){if(n.pictureInPictureElement===a)return!0;n=(i=n.pictureInPictureElement)==null?void 0:i.shadowRoot}}return!1},set(t,e){let{media:i}=e;if(i)if(t){if(!U.pictureInPictureEnabled){console.warn("MediaChrome: Picture-in-picture is not enabled");return}if(!i.requestPictureInPicture){console.warn("MediaChrome: The current media does not support picture-in-picture");return}let a=()=>{console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a readyState > 0.")};i.requestPictureInPicture().catch(r=>{if(r.code===11){if(!i.src){console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a src set.");return}if(i.readyState===0&&i.preload==="none"){let n=()=>{i.removeEventListener("loadedmetadata",o),i.preload="none"},o=()=>{i.requestPictureInPicture().catch(a),n()};i.addEventListener("loadedmetadata",o),i.preload="metadata",setTimeout(()=>{i.readyState===0&&a(),n()},1e3)}else throw r}else throw r})}else U.pictureInPictureElement&&U.exitPictureInPicture()},mediaEvents:["enterpictureinpicture","leavepictureinpicture"]},mediaRenditionList:{get(t){var e;let{media:i}=t;return[...(e=i?.videoRenditions)!=null?e:[]].map(a=>({...a}))},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaRenditionSelected:{get(t){var e,i,a;let{media:r}=t;return(a=(i=r?.videoRenditions)==null?void 0:i[(e=r.videoRenditions)==null?void 0:e.selectedIndex])==null?void 0:a.id},set(t,e){let{media:i}=e;if(!i?.videoRenditions){console.warn("MediaController: Rendition selection not supported by this media.");return}let a=t,r=Array.prototype.findIndex.call(i.videoRenditions,n=>n.id==a);i.videoRenditions.selectedIndex!=r&&(i.videoRenditions.selectedIndex=r)},mediaEvents:["emptied"],videoRenditionsEvents:["addrendition","removerendition","change"]},mediaAudioTrackList:{get(t){var e;let{media:i}=t;return[...(e=i?.audioTracks)!=null?e:[]]},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaAudioTrackEnabled:{get(t){var e,i;let{media:a}=t;return(i=[...(e=a?.audioTracks)!=null?e:[]].find(r=>r.enabled))==null?void 0:i.id},set(t,e){let{media:i}=e;if(!i?.audioTracks){console.warn("MediaChrome: Audio track selection not supported by this media.");return}let a=t;for(let r of i.audioTracks)r.enabled=a==r.id},mediaEvents:["emptied"],audioTracksEvents:["addtrack","removetrack","change"]},mediaIsFullscreen:{get(t){return po(t)},set(t,e,i){var a,r;t?(ho(e),i.detail&&!((a=e.media)!=null&&a.inert)&&((r=e.media)==null||r.focus())):mo(e)},rootEvents:["fullscreenchange","webkitfullscreenchange"],mediaEvents:["webkitbeginfullscreen","webkitendfullscreen","webkitpresentationmodechanged"]},mediaIsCasting:{get(t){var e;let{media:i}=t;return!i?.remote||((e=i.remote)==null?void 0:e.state)==="disconnected"?!1:i.remote.state==="connected"},set(t,e){var i,a;let{media:r}=e;if(r&&!(t&&((i=r.remote)==null?void 0:i.state)!=="disconnected")&&!(!t&&((a=r.remote)==null?void 0:a.state)!=="connected")){if(typeof r.remote.prompt!="function"){console.warn("MediaChrome: Casting is not supported in this environment");return}r.remote.prompt().catch(()=>{})}},remoteEvents:["connect","connecting","disconnect"]},mediaIsAirplaying:{get(){return!1},set(t,e){let{media:i}=e;if(i){if(!(i.webkitShowPlaybackTargetPicker&&l.WebKitPlaybackTargetAvailabilityEvent)){console.error("MediaChrome: received a request to select AirPlay but AirPlay is not supported in this environment");return}i.webkitShowPlaybackTargetPicker()}},mediaEvents:["webkitcurrentplaybacktargetiswirelesschanged"]},mediaFullscreenUnavailable:{get(t){let{media:e}=t;if(!fo||!Zr(e))return re.UNSUPPORTED}},mediaPipUnavailable:{get(t){let{media:e}=t;if(!go||!zr(e))return re.UNSUPPORTED;if(e?.disablePictureInPicture)return re.UNAVAILABLE}},mediaVolumeUnavailable:{get(t){let{media:e}=t;if(Ia===!1||e?.volume==null)return re.UNSUPPORTED},stateOwnersUpdateHandlers:[t=>{Ia==null&&Ed.then(e=>t(e?void 0:re.UNSUPPORTED))}]},mediaCastUnavailable:{get(t,{availability:e="not-available"}={}){var i;let{media:a}=t;if(!bo||!((i=a?.remote)!=null&&i.state))return re.UNSUPPORTED;if(!(e==null||e==="available"))return re.UNAVAILABLE},stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:a}=e;return a?(a.disableRemotePlayback||a.hasAttribute("disableremoteplayback")||(i=a?.remote)==null||i.watchAvailability(n=>{t({availability:n?"available":"not-available"})}).catch(n=>{n.name==="NotSupportedError"?t({availability:null}):t({availability:"not-available"})}),()=>{var n;(n=a?.remote)==null||n.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaAirplayUnavailable:{get(t,e){if(!_o)return re.UNSUPPORTED;if(e?.availability==="not-available")return re.UNAVAILABLE},mediaEvents:["webkitplaybacktargetavailabilitychanged"],stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:a}=e;return a?(a.disableRemotePlayback||a.hasAttribute("disableremoteplayback")||(i=a?.remote)==null||i.watchAvailability(n=>{t({availability:n?"available":"not-available"})}).catch(n=>{n.name==="NotSupportedError"?t({availability:null}):t({availability:"not-available"})}),()=>{var n;(n=a?.remote)==null||n.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaRenditionUnavailable:{get(t){var e;let{media:i}=t;if(!i?.videoRenditions)return re.UNSUPPORTED;if(!((e=i.videoRenditions)!=null&&e.length))return re.UNAVAILABLE},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaAudioTrackUnavailable:{get(t){var e,i;let{media:a}=t;if(!a?.audioTracks)return re.UNSUPPORTED;if(((i=(e=a.audioTracks)==null?void 0:e.length)!=null?i:0)<=1)return re.UNAVAILABLE},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaLang:{get(t){let{options:{mediaLang:e}={}}=t;return e??"en"}}};var To={[h.MEDIA_PREVIEW_REQUEST](t,e,{detail:i}){var a,r,n;let{media:o}=e,d=i??void 0,c,_;if(o&&d!=null){let[m]=mt(o,{kind:ae.METADATA,label:"thumbnails"}),b=Array.prototype.find.call((a=m?.cues)!=null?a:[],(v,w,k)=>w===0?v.endTime>d:w===k.length-1?v.startTime<=d:v.startTime<=d&&v.endTime>d);if(b){let v=/'^(?:[a-z]+:)?\/\//i.test(b.text)||(r=o?.querySelector('track[label="thumbnails"]'))==null?void 0:r.src,w=new URL(b.text,v);_=new URLSearchParams(w.hash).get("#xywh").split(",").map(j=>+j),c=w.href}}let T=t.mediaDuration.get(e),E=(n=t.mediaChaptersCues.get(e).find((m,b,v)=>b===v.length-1&&T===m.endTime?m.startTime<=d&&m.endTime>=d:m.startTime<=d&&m.endTime>d))==null?void 0:n.text;return i!=null&&E==null&&(E=""),{mediaPreviewTime:d,mediaPreviewImage:c,mediaPreviewCoords:_,mediaPreviewChapter:E}},[h.MEDIA_PAUSE_REQUEST](t,e){t["mediaPaused"].set(!0,e)},[h.MEDIA_PLAY_REQUEST](t,e){var i,a,r,n;let o="mediaPaused",c=t.mediaStreamType.get(e)===se.LIVE,_=!((i=e.options)!=null&&i.noAutoSeekToLive),T=t.mediaTargetLiveWindow.get(e)>0;if(c&&_&&!T){let A=(a=t.mediaSeekable.get(e))==null?void 0:a[1];if(A){let E=(n=(r=e.options)==null?void 0:r.seekToLiveOffset)!=null?n:0,m=A-E;t.mediaCurrentTime.set(m,e)}}t[o].set(!1,e)},[h.MEDIA_PLAYBACK_RATE_REQUEST](t,e,{detail:i}){let a="mediaPlaybackRate",r=i;t[a].set(r,e)},[h.MEDIA_MUTE_REQUEST](t,e){t["mediaMuted"].set(!0,e)},[h.MEDIA_UNMUTE_REQUEST](t,e){let i="mediaMuted";t.mediaVolume.get(e)||t.mediaVolume.set(.25,e),t[i].set(!1,e)},[h.MEDIA_LOOP_REQUEST](t,e,{detail:i}){let a="mediaLoop",r=!!i;return t[a].set(r,e),{mediaLoop:r}},[h.MEDIA_VOLUME_REQUEST](t,e,{detail:i}){let a="mediaVolume",r=i;r&&t.mediaMuted.get(e)&&t.mediaMuted.set(!1,e),t[a].set(r,e)},[h.MEDIA_SEEK_REQUEST](t,e,{detail:i}){let a="mediaCurrentTime",r=i;t[a].set(r,e)},[h.MEDIA_SEEK_TO_LIVE_REQUEST](t,e){var i,a,r;let n="mediaCurrentTime",o=(i=t.mediaSeekable.get(e))==null?void 0:i[1];if(Number.isNaN(Number(o)))return;let d=(r=(a=e.options)==null?void 0:a.seekToLiveOffset)!=null?r:0,c=o-d;t[n].set(c,e)},[h.MEDIA_SHOW_SUBTITLES_REQUEST](t,e,{detail:i}){var a;let{options:r}=e,n=Pt(e),o=Yr(i),d=(a=o[0])==null?void 0:a.language;d&&!r.noSubtitlesLangPref&&l.localStorage.setItem("media-chrome-pref-subtitles-lang",d),ht(Ge.SHOWING,n,o)},[h.MEDIA_DISABLE_SUBTITLES_REQUEST](t,e,{detail:i}){let a=Pt(e),r=i??[];ht(Ge.DISABLED,a,r)},[h.MEDIA_TOGGLE_SUBTITLES_REQUEST](t,e,{detail:i}){Ta(e,i)},[h.MEDIA_RENDITION_REQUEST](t,e,{detail:i}){let a="mediaRenditionSelected",r=i;t[a].set(r,e)},[h.MEDIA_AUDIO_TRACK_REQUEST](t,e,{detail:i}){let a="mediaAudioTrackEnabled",r=i;t[a].set(r,e)},[h.MEDIA_ENTER_PIP_REQUEST](t,e){let i="mediaIsPip";t.mediaIsFullscreen.get(e)&&t.mediaIsFullscreen.set(!1,e),t[i].set(!0,e)},[h.MEDIA_EXIT_PIP_REQUEST](t,e){t["mediaIsPip"].set(!1,e)},[h.MEDIA_ENTER_FULLSCREEN_REQUEST](t,e,i){let a="mediaIsFullscreen";t.mediaIsPip.get(e)&&t.mediaIsPip.set(!1,e),t[a].set(!0,e,i)},[h.MEDIA_EXIT_FULLSCREEN_REQUEST](t,e){t["mediaIsFullscreen"].set(!1,e)},[h.MEDIA_ENTER_CAST_REQUEST](t,e){let i="mediaIsCasting";t.mediaIsFullscreen.get(e)&&t.mediaIsFullscreen.set(!1,e),t[i].set(!0,e)},[h.MEDIA_EXIT_CAST_REQUEST](t,e){t["mediaIsCasting"].set(!1,e)},[h.MEDIA_AIRPLAY_REQUEST](t,e){t["mediaIsAirplaying"].set(!0,e)}};var So=({media:t,fullscreenElement:e,documentElement:i,stateMediator:a=Nt,requestMap:r=To,options:n={},monitorStateOwnersOnlyWithSubscriptions:o=!0})=>{let d=[],c={options:{...n}},_=Object.freeze({mediaPreviewTime:void 0,mediaPreviewImage:void 0,mediaPreviewCoords:void 0,mediaPreviewChapter:void 0}),T=v=>{v!=null&&(Sa(v,_)||(_=Object.freeze({..._,...v}),d.forEach(w=>w(_))))},A=()=>{let v=Object.entries(a).reduce((w,[k,{get:j}])=>(w[k]=j(c),w),{});T(v)},E={},m,b=async(v,w)=>{var k,j,ai,ri,At,Ue,Pe,ni,rt,os,ls,ds,cs,us,hs,ms;let Dl=!!m;if(m={...c,...m??{},...v},Dl)return;await Ao(...Object.values(v));let Tt=d.length>0&&w===0&&o,ps=c.media!==m.media,vs=((k=c.media)==null?void 0:k.textTracks)!==((j=m.media)==null?void 0:j.textTracks),Es=((ai=c.media)==null?void 0:ai.videoRenditions)!==((ri=m.media)==null?void 0:ri.videoRenditions),fs=((At=c.media)==null?void 0:At.audioTracks)!==((Ue=m.media)==null?void 0:Ue.audioTracks),gs=((Pe=c.media)==null?void 0:Pe.remote)!==((ni=m.media)==null?void 0:ni.remote),_s=c.documentElement!==m.documentElement,bs=!!c.media&&(ps||Tt),As=!!((rt=c.media)!=null&&rt.textTracks)&&(vs||Tt),Ts=!!((os=c.media)!=null&&os.videoRenditions)&&(Es||Tt),Ss=!!((ls=c.media)!=null&&ls.audioTracks)&&(fs||Tt),Is=!!((ds=c.media)!=null&&ds.remote)&&(gs||Tt),ys=!!c.documentElement&&(_s||Tt),Mr=bs||As||Ts||Ss||Is||ys,St=d.length===0&&w===1&&o,ks=!!m.media&&(ps||St),ws=!!((cs=m.media)!=null&&cs.textTracks)&&(vs||St),Ms=!!((us=m.media)!=null&&us.videoRenditions)&&(Es||St),Ls=!!((hs=m.media)!=null&&hs.audioTracks)&&(fs||St),Rs=!!((ms=m.media)!=null&&ms.remote)&&(gs||St),Ds=!!m.documentElement&&(_s||St),Cs=ks||ws||Ms||Ls||Rs||Ds;if(!(Mr||Cs)){Object.entries(m).forEach(([C,si])=>{c[C]=si}),A(),m=void 0;return}Object.entries(a).forEach(([C,{get:si,mediaEvents:Cl=[],textTracksEvents:xl=[],videoRenditionsEvents:Ol=[],audioTracksEvents:Ul=[],remoteEvents:Pl=[],rootEvents:Nl=[],stateOwnersUpdateHandlers:Hl=[]}])=>{E[C]||(E[C]={});let ne=H=>{let V=si(c,H);T({[C]:V})},q;q=E[C].mediaEvents,Cl.forEach(H=>{q&&bs&&(c.media.removeEventListener(H,q),E[C].mediaEvents=void 0),ks&&(m.media.addEventListener(H,ne),E[C].mediaEvents=ne)}),q=E[C].textTracksEvents,xl.forEach(H=>{var V,pe;q&&As&&((V=c.media.textTracks)==null||V.removeEventListener(H,q),E[C].textTracksEvents=void 0),ws&&((pe=m.media.textTracks)==null||pe.addEventListener(H,ne),E[C].textTracksEvents=ne)}),q=E[C].videoRenditionsEvents,Ol.forEach(H=>{var V,pe;q&&Ts&&((V=c.media.videoRenditions)==null||V.removeEventListener(H,q),E[C].videoRenditionsEvents=void 0),Ms&&((pe=m.media.videoRenditions)==null||pe.addEventListener(H,ne),E[C].videoRenditionsEvents=ne)}),q=E[C].audioTracksEvents,Ul.forEach(H=>{var V,pe;q&&Ss&&((V=c.media.audioTracks)==null||V.removeEventListener(H,q),E[C].audioTracksEvents=void 0),Ls&&((pe=m.media.audioTracks)==null||pe.addEventListener(H,ne),E[C].audioTracksEvents=ne)}),q=E[C].remoteEvents,Pl.forEach(H=>{var V,pe;q&&Is&&((V=c.media.remote)==null||V.removeEventListener(H,q),E[C].remoteEvents=void 0),Rs&&((pe=m.media.remote)==null||pe.addEventListener(H,ne),E[C].remoteEvents=ne)}),q=E[C].rootEvents,Nl.forEach(H=>{q&&ys&&(c.documentElement.removeEventListener(H,q),E[C].rootEvents=void 0),Ds&&(m.documentElement.addEventListener(H,ne),E[C].rootEvents=ne)});let ea=E[C].stateOwnersUpdateHandlers;if(ea&&Mr&&(Array.isArray(ea)?ea:[ea]).forEach(V=>{typeof V=="function"&&V()}),Cs){let H=Hl.map(V=>V(ne,m)).filter(V=>typeof V=="function");E[C].stateOwnersUpdateHandlers=H.length===1?H[0]:H}else Mr&&(E[C].stateOwnersUpdateHandlers=void 0)}),Object.entries(m).forEach(([C,si])=>{c[C]=si}),A(),m=void 0};return b({media:t,fullscreenElement:e,documentElement:i,options:n}),{dispatch(v){let{type:w,detail:k}=v;if(r[w]&&_.mediaErrorCode==null){T(r[w](a,c,v));return}w==="mediaelementchangerequest"?b({media:k}):w==="fullscreenelementchangerequest"?b({fullscreenElement:k}):w==="documentelementchangerequest"?b({documentElement:k}):w==="optionschangerequest"&&(Object.entries(k??{}).forEach(([j,ai])=>{c.options[j]=ai}),A())},getState(){return _},subscribe(v){return b({},d.length+1),d.push(v),v(_),()=>{let w=d.indexOf(v);w>=0&&(b({},d.length-1),d.splice(w,1))}}}};var rn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},p=(t,e,i)=>(rn(t,e,"read from private field"),i?i.call(t):e.get(t)),oe=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},ge=(t,e,i,a)=>(rn(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Xe=(t,e,i)=>(rn(t,e,"access private method"),i),Fe,bi,M,le,Ai,Te,ya,Ti,ka,Jr,vt,wa,jr,Si,Ma,en,Ro,Do=["ArrowLeft","ArrowRight","ArrowUp","ArrowDown","Enter"," ","f","m","k","c","l","j",">","<","p"],Io=10,yo=.025,ko=.25,_d=.25,bd=2,u={DEFAULT_SUBTITLES:"defaultsubtitles",DEFAULT_STREAM_TYPE:"defaultstreamtype",DEFAULT_DURATION:"defaultduration",FULLSCREEN_ELEMENT:"fullscreenelement",HOTKEYS:"hotkeys",KEYBOARD_BACKWARD_SEEK_OFFSET:"keyboardbackwardseekoffset",KEYBOARD_FORWARD_SEEK_OFFSET:"keyboardforwardseekoffset",KEYBOARD_DOWN_VOLUME_STEP:"keyboarddownvolumestep",KEYBOARD_UP_VOLUME_STEP:"keyboardupvolumestep",KEYS_USED:"keysused",LANG:"lang",LOOP:"loop",LIVE_EDGE_OFFSET:"liveedgeoffset",NO_AUTO_SEEK_TO_LIVE:"noautoseektolive",NO_DEFAULT_STORE:"nodefaultstore",NO_HOTKEYS:"nohotkeys",NO_MUTED_PREF:"nomutedpref",NO_SUBTITLES_LANG_PREF:"nosubtitleslangpref",NO_VOLUME_PREF:"novolumepref",SEEK_TO_LIVE_OFFSET:"seektoliveoffset"},tn=class extends ot{constructor(){super(),oe(this,ka),oe(this,wa),oe(this,Si),oe(this,en),this.mediaStateReceivers=[],this.associatedElementSubscriptions=new Map,oe(this,Fe,new _a(this,u.HOTKEYS)),oe(this,bi,void 0),oe(this,M,void 0),oe(this,le,null),oe(this,Ai,void 0),oe(this,Te,void 0),oe(this,ya,i=>{var a;(a=p(this,M))==null||a.dispatch(i)}),oe(this,Ti,void 0),oe(this,vt,i=>{let{key:a,shiftKey:r}=i;if(!(r&&(a==="/"||a==="?")||Do.includes(a))){this.removeEventListener("keyup",p(this,vt));return}this.keyboardShortcutHandler(i)}),this.associateElement(this);let e={};ge(this,Ai,i=>{Object.entries(i).forEach(([a,r])=>{if(a in e&&e[a]===r)return;this.propagateMediaState(a,r);let n=a.toLowerCase(),o=new l.CustomEvent(Ns[n],{composed:!0,detail:r});this.dispatchEvent(o)}),e=i})}static get observedAttributes(){return super.observedAttributes.concat(u.NO_HOTKEYS,u.HOTKEYS,u.DEFAULT_STREAM_TYPE,u.DEFAULT_SUBTITLES,u.DEFAULT_DURATION,u.NO_MUTED_PREF,u.NO_VOLUME_PREF,u.LANG,u.LOOP,u.LIVE_EDGE_OFFSET,u.SEEK_TO_LIVE_OFFSET,u.NO_AUTO_SEEK_TO_LIVE)}get mediaStore(){return p(this,M)}set mediaStore(e){var i,a;if(p(this,M)&&((i=p(this,Te))==null||i.call(this),ge(this,Te,void 0)),ge(this,M,e),!p(this,M)&&!this.hasAttribute(u.NO_DEFAULT_STORE)){Xe(this,ka,Jr).call(this);return}ge(this,Te,(a=p(this,M))==null?void 0:a.subscribe(p(this,Ai)))}get fullscreenElement(){var e;return(e=p(this,bi))!=null?e:this}set fullscreenElement(e){var i;this.hasAttribute(u.FULLSCREEN_ELEMENT)&&this.removeAttribute(u.FULLSCREEN_ELEMENT),ge(this,bi,e),(i=p(this,M))==null||i.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}get defaultSubtitles(){return I(this,u.DEFAULT_SUBTITLES)}set defaultSubtitles(e){y(this,u.DEFAULT_SUBTITLES,e)}get defaultStreamType(){return R(this,u.DEFAULT_STREAM_TYPE)}set defaultStreamType(e){L(this,u.DEFAULT_STREAM_TYPE,e)}get defaultDuration(){return Y(this,u.DEFAULT_DURATION)}set defaultDuration(e){Q(this,u.DEFAULT_DURATION,e)}get noHotkeys(){return I(this,u.NO_HOTKEYS)}set noHotkeys(e){y(this,u.NO_HOTKEYS,e)}get keysUsed(){return R(this,u.KEYS_USED)}set keysUsed(e){L(this,u.KEYS_USED,e)}get liveEdgeOffset(){return Y(this,u.LIVE_EDGE_OFFSET)}set liveEdgeOffset(e){Q(this,u.LIVE_EDGE_OFFSET,e)}get noAutoSeekToLive(){return I(this,u.NO_AUTO_SEEK_TO_LIVE)}set noAutoSeekToLive(e){y(this,u.NO_AUTO_SEEK_TO_LIVE,e)}get noVolumePref(){return I(this,u.NO_VOLUME_PREF)}set noVolumePref(e){y(this,u.NO_VOLUME_PREF,e)}get noMutedPref(){return I(this,u.NO_MUTED_PREF)}set noMutedPref(e){y(this,u.NO_MUTED_PREF,e)}get noSubtitlesLangPref(){return I(this,u.NO_SUBTITLES_LANG_PREF)}set noSubtitlesLangPref(e){y(this,u.NO_SUBTITLES_LANG_PREF,e)}get noDefaultStore(){return I(this,u.NO_DEFAULT_STORE)}set noDefaultStore(e){y(this,u.NO_DEFAULT_STORE,e)}get resolvedLang(){return qs()}attributeChangedCallback(e,i,a){var r,n,o,d,c,_,T,A,E,m,b,v;if(super.attributeChangedCallback(e,i,a),e===u.NO_HOTKEYS)a!==i&&a===""?(this.hasAttribute(u.HOTKEYS)&&console.warn("Media Chrome: Both `hotkeys` and `nohotkeys` have been set. All hotkeys will be disabled."),this.disableHotkeys()):a!==i&&a===null&&this.enableHotkeys(),Xe(this,Si,Ma).call(this);else if(e===u.HOTKEYS)p(this,Fe).value=a,Xe(this,Si,Ma).call(this);else if(e===u.DEFAULT_SUBTITLES&&a!==i)(r=p(this,M))==null||r.dispatch({type:"optionschangerequest",detail:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES)}});else if(e===u.DEFAULT_STREAM_TYPE)(o=p(this,M))==null||o.dispatch({type:"optionschangerequest",detail:{defaultStreamType:(n=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?n:void 0}});else if(e===u.LIVE_EDGE_OFFSET&&a!==i)(d=p(this,M))==null||d.dispatch({type:"optionschangerequest",detail:{liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.SEEK_TO_LIVE_OFFSET&&a!==i)(c=p(this,M))==null||c.dispatch({type:"optionschangerequest",detail:{seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.NO_AUTO_SEEK_TO_LIVE)(_=p(this,M))==null||_.dispatch({type:"optionschangerequest",detail:{noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE)}});else if(e===u.FULLSCREEN_ELEMENT){let w=a?(T=this.getRootNode())==null?void 0:T.getElementById(a):void 0;ge(this,bi,w),(A=p(this,M))==null||A.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}else e===u.LANG&&a!==i?(Gs(a),(E=p(this,M))==null||E.dispatch({type:"optionschangerequest",detail:{mediaLang:a}})):e===u.LOOP&&a!==i?(m=p(this,M))==null||m.dispatch({type:h.MEDIA_LOOP_REQUEST,detail:a!=null}):e===u.NO_VOLUME_PREF&&a!==i?(b=p(this,M))==null||b.dispatch({type:"optionschangerequest",detail:{noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF)}}):e===u.NO_MUTED_PREF&&a!==i&&((v=p(this,M))==null||v.dispatch({type:"optionschangerequest",detail:{noMutedPref:this.hasAttribute(u.NO_MUTED_PREF)}}))}connectedCallback(){var e,i,a;this.associateElement(this),!p(this,M)&&!this.hasAttribute(u.NO_DEFAULT_STORE)&&Xe(this,ka,Jr).call(this),(e=p(this,M))==null||e.dispatch({type:"documentelementchangerequest",detail:U}),(i=p(this,M))==null||i.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement}),super.connectedCallback(),p(this,M)&&!p(this,Te)&&ge(this,Te,(a=p(this,M))==null?void 0:a.subscribe(p(this,Ai))),p(this,Ti)!==void 0&&p(this,M)&&this.media&&setTimeout(()=>{var r,n,o;(n=(r=this.media)==null?void 0:r.textTracks)!=null&&n.length&&((o=p(this,M))==null||o.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:p(this,Ti)}))},0),this.hasAttribute(u.NO_HOTKEYS)?this.disableHotkeys():this.enableHotkeys()}disconnectedCallback(){var e,i,a,r,n,o;if((e=super.disconnectedCallback)==null||e.call(this),this.disableHotkeys(),p(this,M)){let d=p(this,M).getState();ge(this,Ti,!!((i=d.mediaSubtitlesShowing)!=null&&i.length)),(a=p(this,M))==null||a.dispatch({type:"fullscreenelementchangerequest",detail:void 0}),(r=p(this,M))==null||r.dispatch({type:"documentelementchangerequest",detail:void 0}),(n=p(this,M))==null||n.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:!1})}p(this,Te)&&((o=p(this,Te))==null||o.call(this),ge(this,Te,void 0)),this.unassociateElement(this),p(this,le)&&(p(this,le).remove(),ge(this,le,null))}mediaSetCallback(e){var i;super.mediaSetCallback(e),(i=p(this,M))==null||i.dispatch({type:"mediaelementchangerequest",detail:e}),e.hasAttribute("tabindex")||(e.tabIndex=-1)}mediaUnsetCallback(e){var i;super.mediaUnsetCallback(e),(i=p(this,M))==null||i.dispatch({type:"mediaelementchangerequest",detail:void 0})}propagateMediaState(e,i){Lo(this.mediaStateReceivers,e,i)}associateElement(e){if(!e)return;let{associatedElementSubscriptions:i}=this;if(i.has(e))return;let a=this.registerMediaStateReceiver.bind(this),r=this.unregisterMediaStateReceiver.bind(this),n=kd(e,a,r);Object.values(h).forEach(o=>{e.addEventListener(o,p(this,ya))}),i.set(e,n)}unassociateElement(e){if(!e)return;let{associatedElementSubscriptions:i}=this;if(!i.has(e))return;i.get(e)(),i.delete(e),Object.values(h).forEach(r=>{e.removeEventListener(r,p(this,ya))})}registerMediaStateReceiver(e){if(!e)return;let i=this.mediaStateReceivers;i.indexOf(e)>-1||(i.push(e),p(this,M)&&Object.entries(p(this,M).getState()).forEach(([r,n])=>{Lo([e],r,n)}))}unregisterMediaStateReceiver(e){let i=this.mediaStateReceivers,a=i.indexOf(e);a<0||i.splice(a,1)}enableHotkeys(){this.addEventListener("keydown",Xe(this,wa,jr))}disableHotkeys(){this.removeEventListener("keydown",Xe(this,wa,jr)),this.removeEventListener("keyup",p(this,vt))}get hotkeys(){return p(this,Fe)}set hotkeys(e){L(this,u.HOTKEYS,e)}keyboardShortcutHandler(e){var i,a,r,n,o,d,c,_,T;let A=e.target;if(((r=(a=(i=A.getAttribute(u.KEYS_USED))==null?void 0:i.split(" "))!=null?a:A?.keysUsed)!=null?r:[]).map(k=>k==="Space"?" ":k).filter(Boolean).includes(e.key))return;let m,b,v;if(!(p(this,Fe).contains(Ea(e.key))||e.shiftKey&&(e.key==="/"||e.key==="?")&&p(this,Fe).contains("noshift+/")))switch(e.key){case" ":case"k":m=p(this,M).getState().mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"m":m=this.mediaStore.getState().mediaVolumeLevel==="off"?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"f":m=this.mediaStore.getState().mediaIsFullscreen?h.MEDIA_EXIT_FULLSCREEN_REQUEST:h.MEDIA_ENTER_FULLSCREEN_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"c":this.dispatchEvent(new l.CustomEvent(h.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}));break;case"ArrowLeft":case"j":{let k=this.hasAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET):Io;b=Math.max(((n=this.mediaStore.getState().mediaCurrentTime)!=null?n:0)-k,0),v=new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"ArrowRight":case"l":{let k=this.hasAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET):Io;b=Math.max(((o=this.mediaStore.getState().mediaCurrentTime)!=null?o:0)+k,0),v=new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"ArrowUp":{let k=this.hasAttribute(u.KEYBOARD_UP_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_UP_VOLUME_STEP):yo;b=Math.min(((d=this.mediaStore.getState().mediaVolume)!=null?d:1)+k,1),v=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"ArrowDown":{let k=this.hasAttribute(u.KEYBOARD_DOWN_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_DOWN_VOLUME_STEP):yo;b=Math.max(((c=this.mediaStore.getState().mediaVolume)!=null?c:1)-k,0),v=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"<":{let k=(_=this.mediaStore.getState().mediaPlaybackRate)!=null?_:1;b=Math.max(k-ko,_d).toFixed(2),v=new l.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case">":{let k=(T=this.mediaStore.getState().mediaPlaybackRate)!=null?T:1;b=Math.min(k+ko,bd).toFixed(2),v=new l.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"/":case"?":{e.shiftKey&&Xe(this,en,Ro).call(this);break}case"p":{m=this.mediaStore.getState().mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST,v=new l.CustomEvent(m,{composed:!0,bubbles:!0}),this.dispatchEvent(v);break}default:break}}};Fe=new WeakMap;bi=new WeakMap;M=new WeakMap;le=new WeakMap;Ai=new WeakMap;Te=new WeakMap;ya=new WeakMap;Ti=new WeakMap;ka=new WeakSet;Jr=function(){var t;this.mediaStore=So({media:this.media,fullscreenElement:this.fullscreenElement,options:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES),defaultDuration:this.hasAttribute(u.DEFAULT_DURATION)?+this.getAttribute(u.DEFAULT_DURATION):void 0,defaultStreamType:(t=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?t:void 0,liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE),noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF),noMutedPref:this.hasAttribute(u.NO_MUTED_PREF),noSubtitlesLangPref:this.hasAttribute(u.NO_SUBTITLES_LANG_PREF)}})};vt=new WeakMap;wa=new WeakSet;jr=function(t){var e;let{metaKey:i,altKey:a,key:r,shiftKey:n}=t,o=n&&(r==="/"||r==="?");if(o&&((e=p(this,le))!=null&&e.open)){this.removeEventListener("keyup",p(this,vt));return}if(i||a||!o&&!Do.includes(r)){this.removeEventListener("keyup",p(this,vt));return}let d=t.target,c=d instanceof HTMLElement&&(d.tagName.toLowerCase()==="media-volume-range"||d.tagName.toLowerCase()==="media-time-range");[" ","ArrowLeft","ArrowRight","ArrowUp","ArrowDown"].includes(r)&&!p(this,Fe).contains(Ea(r))&&!c&&t.preventDefault(),this.addEventListener("keyup",p(this,vt),{once:!0})};Si=new WeakSet;Ma=function(){p(this,le)&&(p(this,le).hotkeys=p(this,Fe).value||void 0,(this.noHotkeys||p(this,Fe).contains("noshift+/"))&&(p(this,le).open=!1))};en=new WeakSet;Ro=function(){p(this,le)||(ge(this,le,U.createElement("media-keyboard-shortcuts-dialog")),Xe(this,Si,Ma).call(this),this.appendChild(p(this,le))),p(this,le).open=!0};var Ad=Object.values(s),Td=Object.values(Rr),Co=t=>{var e,i,a,r;let{observedAttributes:n}=t.constructor;!n&&((e=t.nodeName)!=null&&e.includes("-"))&&(l.customElements.upgrade(t),{observedAttributes:n}=t.constructor);let o=(r=(a=(i=t?.getAttribute)==null?void 0:i.call(t,S.MEDIA_CHROME_ATTRIBUTES))==null?void 0:a.split)==null?void 0:r.call(a,/\s+/);return Array.isArray(n||o)?(n||o).filter(d=>Ad.includes(d)):[]},Sd=t=>{var e,i;return(e=t.nodeName)!=null&&e.includes("-")&&l.customElements.get((i=t.nodeName)==null?void 0:i.toLowerCase())&&!(t instanceof l.customElements.get(t.nodeName.toLowerCase()))&&l.customElements.upgrade(t),Td.some(a=>a in t)},an=t=>Sd(t)||!!Co(t).length,wo=t=>{var e;return(e=t?.join)==null?void 0:e.call(t,":")},Mo={[s.MEDIA_SUBTITLES_LIST]:gi,[s.MEDIA_SUBTITLES_SHOWING]:gi,[s.MEDIA_SEEKABLE]:wo,[s.MEDIA_BUFFERED]:t=>t?.map(wo).join(" "),[s.MEDIA_PREVIEW_COORDS]:t=>t?.join(" "),[s.MEDIA_RENDITION_LIST]:ro,[s.MEDIA_AUDIO_TRACK_LIST]:so},Id=async(t,e,i)=>{var a,r;if(t.isConnected||await ba(0),typeof i=="boolean"||i==null)return y(t,e,i);if(typeof i=="number")return Q(t,e,i);if(typeof i=="string")return L(t,e,i);if(Array.isArray(i)&&!i.length)return t.removeAttribute(e);let n=(r=(a=Mo[e])==null?void 0:a.call(Mo,i))!=null?r:i;return t.setAttribute(e,n)},yd=t=>{var e;return!!((e=t.closest)!=null&&e.call(t,'*[slot="media"]'))},pt=(t,e)=>{if(yd(t))return;let i=(r,n)=>{var o,d;an(r)&&n(r);let{children:c=[]}=r??{},_=(d=(o=r?.shadowRoot)==null?void 0:o.children)!=null?d:[];[...c,..._].forEach(A=>pt(A,n))},a=t?.nodeName.toLowerCase();if(a.includes("-")&&!an(t)){l.customElements.whenDefined(a).then(()=>{i(t,e)});return}i(t,e)},Lo=(t,e,i)=>{t.forEach(a=>{if(e in a){a[e]=i;return}let r=Co(a),n=e.toLowerCase();r.includes(n)&&Id(a,n,i)})},kd=(t,e,i)=>{pt(t,e);let a=T=>{var A;let E=(A=T?.composedPath()[0])!=null?A:T.target;e(E)},r=T=>{var A;let E=(A=T?.composedPath()[0])!=null?A:T.target;i(E)};t.addEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,a),t.addEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,r);let n=T=>{T.forEach(A=>{let{addedNodes:E=[],removedNodes:m=[],type:b,target:v,attributeName:w}=A;b==="childList"?(Array.prototype.forEach.call(E,k=>pt(k,e)),Array.prototype.forEach.call(m,k=>pt(k,i))):b==="attributes"&&w===S.MEDIA_CHROME_ATTRIBUTES&&(an(v)?e(v):i(v))})},o=[],d=T=>{let A=T.target;A.name!=="media"&&(o.forEach(E=>pt(E,i)),o=[...A.assignedElements({flatten:!0})],o.forEach(E=>pt(E,e)))};t.addEventListener("slotchange",d);let c=new MutationObserver(n);return c.observe(t,{childList:!0,attributes:!0,subtree:!0}),()=>{pt(t,i),t.removeEventListener("slotchange",d),c.disconnect(),t.removeEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,a),t.removeEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,r)}};l.customElements.get("media-controller")||l.customElements.define("media-controller",tn);var xo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},La=(t,e,i)=>(xo(t,e,"read from private field"),i?i.call(t):e.get(t)),wd=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ra=(t,e,i,a)=>(xo(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Se;function Md(t){return`
    <style>
      :host {
        
        box-sizing: border-box;
        display: var(--media-control-display, var(--media-control-bar-display, inline-flex));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        --media-loading-indicator-icon-height: 44px;
      }

      ::slotted(media-time-range),
      ::slotted(media-volume-range) {
        min-height: 100%;
      }

      ::slotted(media-time-range),
      ::slotted(media-clip-selector) {
        flex-grow: 1;
      }

      ::slotted([role="menu"]) {
        position: absolute;
      }
    </style>

    <slot></slot>
  `}var Ii=class extends l.HTMLElement{constructor(){if(super(),wd(this,Se,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,a){var r,n,o,d,c;e===S.MEDIA_CONTROLLER&&(i&&((n=(r=La(this,Se))==null?void 0:r.unassociateElement)==null||n.call(r,this),Ra(this,Se,null)),a&&this.isConnected&&(Ra(this,Se,(o=this.getRootNode())==null?void 0:o.getElementById(a)),(c=(d=La(this,Se))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i,a;let r=this.getAttribute(S.MEDIA_CONTROLLER);r&&(Ra(this,Se,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(a=(i=La(this,Se))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=La(this,Se))==null?void 0:e.unassociateElement)==null||i.call(e,this),Ra(this,Se,null)}};Se=new WeakMap;Ii.shadowRootOptions={mode:"open"};Ii.getTemplateHTML=Md;l.customElements.get("media-control-bar")||l.customElements.define("media-control-bar",Ii);var Ht={PLACEMENT:"placement",BOUNDS:"bounds"};function Ld(t){return`
    <style>
      :host {
        --_tooltip-background-color: var(--media-tooltip-background-color, var(--media-secondary-color, rgba(20, 20, 30, .7)));
        --_tooltip-background: var(--media-tooltip-background, var(--_tooltip-background-color));
        --_tooltip-arrow-half-width: calc(var(--media-tooltip-arrow-width, 12px) / 2);
        --_tooltip-arrow-height: var(--media-tooltip-arrow-height, 5px);
        --_tooltip-arrow-background: var(--media-tooltip-arrow-color, var(--_tooltip-background-color));
        position: relative;
        pointer-events: none;
        display: var(--media-tooltip-display, inline-flex);
        justify-content: center;
        align-items: center;
        box-sizing: border-box;
        z-index: var(--media-tooltip-z-index, 1);
        background: var(--_tooltip-background);
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        font: var(--media-font,
          var(--media-font-weight, 400)
          var(--media-font-size, 13px) /
          var(--media-text-content-height, var(--media-control-height, 18px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        padding: var(--media-tooltip-padding, .35em .7em);
        border: var(--media-tooltip-border, none);
        border-radius: var(--media-tooltip-border-radius, 5px);
        filter: var(--media-tooltip-filter, drop-shadow(0 0 4px rgba(0, 0, 0, .2)));
        white-space: var(--media-tooltip-white-space, nowrap);
      }

      :host([hidden]) {
        display: none;
      }

      img, svg {
        display: inline-block;
      }

      #arrow {
        position: absolute;
        width: 0px;
        height: 0px;
        border-style: solid;
        display: var(--media-tooltip-arrow-display, block);
      }

      :host(:not([placement])),
      :host([placement="top"]) {
        position: absolute;
        bottom: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host(:not([placement])) #arrow,
      :host([placement="top"]) #arrow {
        top: 100%;
        left: 50%;
        border-width: var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width);
        border-color: var(--_tooltip-arrow-background) transparent transparent transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="right"]) {
        position: absolute;
        left: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="right"]) #arrow {
        top: 50%;
        right: 100%;
        border-width: var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0;
        border-color: transparent var(--_tooltip-arrow-background) transparent transparent;
        transform: translate(0, -50%);
      }

      :host([placement="bottom"]) {
        position: absolute;
        top: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host([placement="bottom"]) #arrow {
        bottom: 100%;
        left: 50%;
        border-width: 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width);
        border-color: transparent transparent var(--_tooltip-arrow-background) transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="left"]) {
        position: absolute;
        right: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="left"]) #arrow {
        top: 50%;
        left: 100%;
        border-width: var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height);
        border-color: transparent transparent transparent var(--_tooltip-arrow-background);
        transform: translate(0, -50%);
      }
      
      :host([placement="none"]) #arrow {
        display: none;
      }
    </style>
    <slot></slot>
    <div id="arrow"></div>
  `}var Wt=class extends l.HTMLElement{constructor(){if(super(),this.updateXOffset=()=>{var e;if(!sa(this,{checkOpacity:!1,checkVisibilityCSS:!1}))return;let i=this.placement;if(i==="left"||i==="right"){this.style.removeProperty("--media-tooltip-offset-x");return}let a=getComputedStyle(this),r=(e=Ae(this,"#"+this.bounds))!=null?e:qe(this);if(!r)return;let{x:n,width:o}=r.getBoundingClientRect(),{x:d,width:c}=this.getBoundingClientRect(),_=d+c,T=n+o,A=a.getPropertyValue("--media-tooltip-offset-x"),E=A?parseFloat(A.replace("px","")):0,m=a.getPropertyValue("--media-tooltip-container-margin"),b=m?parseFloat(m.replace("px","")):0,v=d-n+E-b,w=_-T+E+b;if(v<0){this.style.setProperty("--media-tooltip-offset-x",`${v}px`);return}if(w>0){this.style.setProperty("--media-tooltip-offset-x",`${w}px`);return}this.style.removeProperty("--media-tooltip-offset-x")},!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}if(this.arrowEl=this.shadowRoot.querySelector("#arrow"),Object.prototype.hasOwnProperty.call(this,"placement")){let e=this.placement;delete this.placement,this.placement=e}}static get observedAttributes(){return[Ht.PLACEMENT,Ht.BOUNDS]}get placement(){return R(this,Ht.PLACEMENT)}set placement(e){L(this,Ht.PLACEMENT,e)}get bounds(){return R(this,Ht.BOUNDS)}set bounds(e){L(this,Ht.BOUNDS,e)}};Wt.shadowRootOptions={mode:"open"};Wt.getTemplateHTML=Ld;l.customElements.get("media-tooltip")||l.customElements.define("media-tooltip",Wt);var nn=Wt;var ln=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},K=(t,e,i)=>(ln(t,e,"read from private field"),i?i.call(t):e.get(t)),Et=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Da=(t,e,i,a)=>(ln(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Oo=(t,e,i)=>(ln(t,e,"access private method"),i),Ie,Ft,sn,Uo,je,$t,Ca,on,Po,Je={TOOLTIP_PLACEMENT:"tooltipplacement",DISABLED:"disabled",NO_TOOLTIP:"notooltip"};function Rd(t,e={}){return`
    <style>
      :host {
        position: relative;
        font: var(--media-font,
          var(--media-font-weight, bold)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        padding: var(--media-button-padding, var(--media-control-padding, 10px));
        justify-content: var(--media-button-justify-content, center);
        display: inline-flex;
        align-items: center;
        vertical-align: middle;
        box-sizing: border-box;
        transition: background .15s linear;
        pointer-events: auto;
        cursor: var(--media-cursor, pointer);
        -webkit-tap-highlight-color: transparent;
      }

      
      :host(:focus-visible) {
        box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: 0;
      }
      
      :host(:where(:focus)) {
        box-shadow: none;
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgba(50 50 70 / .7));
      }

      slot[name="icon"] {
        display: inline-flex;
        align-items: center;
      }

      svg, img, ::slotted(svg), ::slotted(img) {
        width: var(--media-button-icon-width);
        height: var(--media-button-icon-height, var(--media-control-height, 24px));
        transform: var(--media-button-icon-transform);
        transition: var(--media-button-icon-transition);
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        vertical-align: middle;
        max-width: 100%;
        max-height: 100%;
        min-width: 100%;
      }

      media-tooltip {
        
        max-width: 0;
        overflow-x: clip;
        opacity: 0;
        transition: opacity .3s, max-width 0s 9s;
      }

      :host(:hover) media-tooltip,
      :host(:focus-visible) media-tooltip {
        max-width: 100vw;
        opacity: 1;
        transition: opacity .3s;
      }

      :host([notooltip]) slot[name="tooltip"] {
        display: none;
      }
    </style>

    ${this.getSlotTemplateHTML(t,e)}

    <slot name="tooltip">
      <media-tooltip part="tooltip" aria-hidden="true">
        <template shadowrootmode="${nn.shadowRootOptions.mode}">
          ${nn.getTemplateHTML({})}
        </template>
        <slot name="tooltip-content">
          ${this.getTooltipContentHTML(t)}
        </slot>
      </media-tooltip>
    </slot>
  `}function Dd(t,e){return`
    <slot></slot>
  `}function Cd(){return""}var B=class extends l.HTMLElement{constructor(){if(super(),Et(this,sn),Et(this,on),Et(this,Ie,void 0),this.preventClick=!1,this.tooltipEl=null,Et(this,Ft,e=>{this.preventClick||this.handleClick(e),setTimeout(K(this,je),0)}),Et(this,je,()=>{var e,i;(i=(e=this.tooltipEl)==null?void 0:e.updateXOffset)==null||i.call(e)}),Et(this,$t,e=>{let{key:i}=e;if(!this.keysUsed.includes(i)){this.removeEventListener("keyup",K(this,$t));return}this.preventClick||this.handleClick(e)}),Et(this,Ca,e=>{let{metaKey:i,altKey:a,key:r}=e;if(i||a||!this.keysUsed.includes(r)){this.removeEventListener("keyup",K(this,$t));return}this.addEventListener("keyup",K(this,$t),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}this.tooltipEl=this.shadowRoot.querySelector("media-tooltip")}static get observedAttributes(){return["disabled",Je.TOOLTIP_PLACEMENT,S.MEDIA_CONTROLLER,s.MEDIA_LANG]}enable(){this.addEventListener("click",K(this,Ft)),this.addEventListener("keydown",K(this,Ca)),this.tabIndex=0}disable(){this.removeEventListener("click",K(this,Ft)),this.removeEventListener("keydown",K(this,Ca)),this.removeEventListener("keyup",K(this,$t)),this.tabIndex=-1}attributeChangedCallback(e,i,a){var r,n,o,d,c;e===S.MEDIA_CONTROLLER?(i&&((n=(r=K(this,Ie))==null?void 0:r.unassociateElement)==null||n.call(r,this),Da(this,Ie,null)),a&&this.isConnected&&(Da(this,Ie,(o=this.getRootNode())==null?void 0:o.getElementById(a)),(c=(d=K(this,Ie))==null?void 0:d.associateElement)==null||c.call(d,this))):e==="disabled"&&a!==i?a==null?this.enable():this.disable():e===Je.TOOLTIP_PLACEMENT&&this.tooltipEl&&a!==i?this.tooltipEl.placement=a:e===s.MEDIA_LANG&&(this.shadowRoot.querySelector('slot[name="tooltip-content"]').innerHTML=this.constructor.getTooltipContentHTML()),Oo(this,sn,Uo).call(this)&&K(this,je).call(this)}connectedCallback(){var e,i,a;let{style:r}=P(this.shadowRoot,":host");r.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),this.hasAttribute("disabled")?this.disable():this.enable(),this.setAttribute("role","button");let n=this.getAttribute(S.MEDIA_CONTROLLER);n&&(Da(this,Ie,(e=this.getRootNode())==null?void 0:e.getElementById(n)),(a=(i=K(this,Ie))==null?void 0:i.associateElement)==null||a.call(i,this)),l.customElements.whenDefined("media-tooltip").then(()=>Oo(this,on,Po).call(this))}disconnectedCallback(){var e,i;this.disable(),(i=(e=K(this,Ie))==null?void 0:e.unassociateElement)==null||i.call(e,this),Da(this,Ie,null),this.removeEventListener("mouseenter",K(this,je)),this.removeEventListener("focus",K(this,je)),this.removeEventListener("click",K(this,Ft))}get keysUsed(){return["Enter"," "]}get tooltipPlacement(){return R(this,Je.TOOLTIP_PLACEMENT)}set tooltipPlacement(e){L(this,Je.TOOLTIP_PLACEMENT,e)}get mediaController(){return R(this,S.MEDIA_CONTROLLER)}set mediaController(e){L(this,S.MEDIA_CONTROLLER,e)}get disabled(){return I(this,Je.DISABLED)}set disabled(e){y(this,Je.DISABLED,e)}get noTooltip(){return I(this,Je.NO_TOOLTIP)}set noTooltip(e){y(this,Je.NO_TOOLTIP,e)}handleClick(e){}};Ie=new WeakMap;Ft=new WeakMap;sn=new WeakSet;Uo=function(){try{return this.matches(":hover, :focus-visible")}catch{return this.matches(":hover, :focus")}};je=new WeakMap;$t=new WeakMap;Ca=new WeakMap;on=new WeakSet;Po=function(){this.addEventListener("mouseenter",K(this,je)),this.addEventListener("focus",K(this,je)),this.addEventListener("click",K(this,Ft));let t=this.tooltipPlacement;t&&this.tooltipEl&&(this.tooltipEl.placement=t)};B.shadowRootOptions={mode:"open"};B.getTemplateHTML=Rd;B.getSlotTemplateHTML=Dd;B.getTooltipContentHTML=Cd;l.customElements.get("media-chrome-button")||l.customElements.define("media-chrome-button",B);var xd=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="m6 21 15-9L6 3v18Z"/>
</svg>`,Od=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M6 20h4V4H6v16Zm8-16v16h4V4h-4Z"/>
</svg>`;function Ud(t){return`
    <style>
      :host([${s.MEDIA_PAUSED}]) slot[name=pause],
      :host(:not([${s.MEDIA_PAUSED}])) slot[name=play] {
        display: none !important;
      }

      :host([${s.MEDIA_PAUSED}]) slot[name=tooltip-pause],
      :host(:not([${s.MEDIA_PAUSED}])) slot[name=tooltip-play] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="play">${xd}</slot>
      <slot name="pause">${Od}</slot>
    </slot>
  `}function Pd(){return`
    <slot name="tooltip-play">${f("Play")}</slot>
    <slot name="tooltip-pause">${f("Pause")}</slot>
  `}var No=t=>{let e=t.mediaPaused?f("play"):f("pause");t.setAttribute("aria-label",e)},yi=class extends B{static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_PAUSED,s.MEDIA_ENDED]}connectedCallback(){super.connectedCallback(),No(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),(e===s.MEDIA_PAUSED||e===s.MEDIA_LANG)&&No(this)}get mediaPaused(){return I(this,s.MEDIA_PAUSED)}set mediaPaused(e){y(this,s.MEDIA_PAUSED,e)}handleClick(){let e=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};yi.getSlotTemplateHTML=Ud;yi.getTooltipContentHTML=Pd;l.customElements.get("media-play-button")||l.customElements.define("media-play-button",yi);var Nd=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M16.5 12A4.5 4.5 0 0 0 14 8v2.18l2.45 2.45a4.22 4.22 0 0 0 .05-.63Zm2.5 0a6.84 6.84 0 0 1-.54 2.64L20 16.15A8.8 8.8 0 0 0 21 12a9 9 0 0 0-7-8.77v2.06A7 7 0 0 1 19 12ZM4.27 3 3 4.27 7.73 9H3v6h4l5 5v-6.73l4.25 4.25A6.92 6.92 0 0 1 14 18.7v2.06A9 9 0 0 0 17.69 19l2 2.05L21 19.73l-9-9L4.27 3ZM12 4 9.91 6.09 12 8.18V4Z"/>
</svg>`,Ho=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4Z"/>
</svg>`,Hd=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4ZM14 3.23v2.06a7 7 0 0 1 0 13.42v2.06a9 9 0 0 0 0-17.54Z"/>
</svg>`;function Wd(t){return`
    <style>
      :host(:not([${s.MEDIA_VOLUME_LEVEL}])) slot[name=icon] slot:not([name=high]),
      :host([${s.MEDIA_VOLUME_LEVEL}=high]) slot[name=icon] slot:not([name=high]) {
        display: none !important;
      }

      :host([${s.MEDIA_VOLUME_LEVEL}=off]) slot[name=icon] slot:not([name=off]) {
        display: none !important;
      }

      :host([${s.MEDIA_VOLUME_LEVEL}=low]) slot[name=icon] slot:not([name=low]) {
        display: none !important;
      }

      :host([${s.MEDIA_VOLUME_LEVEL}=medium]) slot[name=icon] slot:not([name=medium]) {
        display: none !important;
      }

      :host(:not([${s.MEDIA_VOLUME_LEVEL}=off])) slot[name=tooltip-unmute],
      :host([${s.MEDIA_VOLUME_LEVEL}=off]) slot[name=tooltip-mute] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="off">${Nd}</slot>
      <slot name="low">${Ho}</slot>
      <slot name="medium">${Ho}</slot>
      <slot name="high">${Hd}</slot>
    </slot>
  `}function $d(){return`
    <slot name="tooltip-mute">${f("Mute")}</slot>
    <slot name="tooltip-unmute">${f("Unmute")}</slot>
  `}var Wo=t=>{let i=t.mediaVolumeLevel==="off"?f("unmute"):f("mute");t.setAttribute("aria-label",i)},ki=class extends B{static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_VOLUME_LEVEL]}connectedCallback(){super.connectedCallback(),Wo(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===s.MEDIA_VOLUME_LEVEL&&Wo(this)}get mediaVolumeLevel(){return R(this,s.MEDIA_VOLUME_LEVEL)}set mediaVolumeLevel(e){L(this,s.MEDIA_VOLUME_LEVEL,e)}handleClick(){let e=this.mediaVolumeLevel==="off"?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};ki.getSlotTemplateHTML=Wd;ki.getTooltipContentHTML=$d;l.customElements.get("media-mute-button")||l.customElements.define("media-mute-button",ki);var vn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},$=(t,e,i)=>(vn(t,e,"read from private field"),i?i.call(t):e.get(t)),J=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},et=(t,e,i,a)=>(vn(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),_e=(t,e,i)=>(vn(t,e,"access private method"),i),ye,Ba,xa,Oa,be,$a,Ua,Pa,Na,En,$o,Ha,dn,Wa,cn,Fa,fn,un,Fo,hn,Bo,mn,Vo,pn,Ko;function Fd(t){return`
    <style>
      :host {
        --_focus-box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        --_media-range-padding: var(--media-range-padding, var(--media-control-padding, 10px));

        box-shadow: var(--_focus-visible-box-shadow, none);
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        height: calc(var(--media-control-height, 24px) + 2 * var(--_media-range-padding));
        display: inline-flex;
        align-items: center;
        
        vertical-align: middle;
        box-sizing: border-box;
        position: relative;
        width: 100px;
        transition: background .15s linear;
        cursor: var(--media-cursor, pointer);
        pointer-events: auto;
        touch-action: none; 
      }

      
      input[type=range]:focus {
        outline: 0;
      }
      input[type=range]:focus::-webkit-slider-runnable-track {
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgb(50 50 70 / .7));
      }

      #leftgap {
        padding-left: var(--media-range-padding-left, var(--_media-range-padding));
      }

      #rightgap {
        padding-right: var(--media-range-padding-right, var(--_media-range-padding));
      }

      #startpoint,
      #endpoint {
        position: absolute;
      }

      #endpoint {
        right: 0;
      }

      #container {
        
        width: var(--media-range-track-width, 100%);
        transform: translate(var(--media-range-track-translate-x, 0px), var(--media-range-track-translate-y, 0px));
        position: relative;
        height: 100%;
        display: flex;
        align-items: center;
        min-width: 40px;
      }

      #range {
        
        display: var(--media-time-range-hover-display, block);
        bottom: var(--media-time-range-hover-bottom, 0);
        height: var(--media-time-range-hover-height, max(100% , 25px));
        width: 100%;
        position: absolute;
        cursor: var(--media-cursor, pointer);

        -webkit-appearance: none; 
        -webkit-tap-highlight-color: transparent;
        background: transparent; 
        margin: 0;
        z-index: 1;
      }

      @media (hover: hover) {
        #range {
          bottom: var(--media-time-range-hover-bottom, 0);
          height: var(--media-time-range-hover-height, max(100%, 20px));
        }
      }

      
      
      #range::-webkit-slider-thumb {
        -webkit-appearance: none;
        background: transparent;
        width: .1px;
        height: .1px;
      }

      
      #range::-moz-range-thumb {
        background: transparent;
        border: transparent;
        width: .1px;
        height: .1px;
      }

      #appearance {
        height: var(--media-range-track-height, 4px);
        display: flex;
        flex-direction: column;
        justify-content: center;
        width: 100%;
        position: absolute;
        
        will-change: transform;
      }

      #track {
        background: var(--media-range-track-background, rgb(255 255 255 / .2));
        border-radius: var(--media-range-track-border-radius, 1px);
        border: var(--media-range-track-border, none);
        outline: var(--media-range-track-outline);
        outline-offset: var(--media-range-track-outline-offset);
        backdrop-filter: var(--media-range-track-backdrop-filter);
        -webkit-backdrop-filter: var(--media-range-track-backdrop-filter);
        box-shadow: var(--media-range-track-box-shadow, none);
        position: absolute;
        width: 100%;
        height: 100%;
        overflow: hidden;
      }

      #progress,
      #pointer {
        position: absolute;
        height: 100%;
        will-change: width;
      }

      #progress {
        background: var(--media-range-bar-color, var(--media-primary-color, rgb(238 238 238)));
        transition: var(--media-range-track-transition);
      }

      #pointer {
        background: var(--media-range-track-pointer-background);
        border-right: var(--media-range-track-pointer-border-right);
        transition: visibility .25s, opacity .25s;
        visibility: hidden;
        opacity: 0;
      }

      @media (hover: hover) {
        :host(:hover) #pointer {
          transition: visibility .5s, opacity .5s;
          visibility: visible;
          opacity: 1;
        }
      }

      #thumb,
      ::slotted([slot=thumb]) {
        width: var(--media-range-thumb-width, 10px);
        height: var(--media-range-thumb-height, 10px);
        transition: var(--media-range-thumb-transition);
        transform: var(--media-range-thumb-transform, none);
        opacity: var(--media-range-thumb-opacity, 1);
        translate: -50%;
        position: absolute;
        left: 0;
        cursor: var(--media-cursor, pointer);
      }

      #thumb {
        border-radius: var(--media-range-thumb-border-radius, 10px);
        background: var(--media-range-thumb-background, var(--media-primary-color, rgb(238 238 238)));
        box-shadow: var(--media-range-thumb-box-shadow, 1px 1px 1px transparent);
        border: var(--media-range-thumb-border, none);
      }

      :host([disabled]) #thumb {
        background-color: #777;
      }

      .segments #appearance {
        height: var(--media-range-segment-hover-height, 7px);
      }

      #track {
        clip-path: url(#segments-clipping);
      }

      #segments {
        --segments-gap: var(--media-range-segments-gap, 2px);
        position: absolute;
        width: 100%;
        height: 100%;
      }

      #segments-clipping {
        transform: translateX(calc(var(--segments-gap) / 2));
      }

      #segments-clipping:empty {
        display: none;
      }

      #segments-clipping rect {
        height: var(--media-range-track-height, 4px);
        y: calc((var(--media-range-segment-hover-height, 7px) - var(--media-range-track-height, 4px)) / 2);
        transition: var(--media-range-segment-transition, transform .1s ease-in-out);
        transform: var(--media-range-segment-transform, scaleY(1));
        transform-origin: center;
      }

      /* Visible label for accessibility - positioned off-screen but technically visible (Firefox requires visible labels) */
      #range-label {
        position: absolute;
        left: -10000px;
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        pointer-events: none;
      }
    </style>
    <div id="leftgap"></div>
    <div id="container">
      <div id="startpoint"></div>
      <div id="endpoint"></div>
      <div id="appearance">
        <div id="track" part="track">
          <div id="pointer"></div>
          <div id="progress" part="progress"></div>
        </div>
        <slot name="thumb">
          <div id="thumb" part="thumb"></div>
        </slot>
        <svg id="segments" aria-hidden="true"><clipPath id="segments-clipping"></clipPath></svg>
      </div>
        <input id="range" type="range" min="0" max="1" step="any" value="0">
        <label for="range" id="range-label"></label>

      ${this.getContainerTemplateHTML(t)}
    </div>
    <div id="rightgap"></div>
  `}function Bd(t){return""}var ke=class extends l.HTMLElement{constructor(){if(super(),J(this,En),J(this,Ha),J(this,Wa),J(this,Fa),J(this,un),J(this,hn),J(this,mn),J(this,pn),J(this,ye,void 0),J(this,Ba,void 0),J(this,xa,void 0),J(this,Oa,void 0),J(this,be,{}),J(this,$a,[]),J(this,Ua,()=>{if(this.range.matches(":focus-visible")){let{style:e}=P(this.shadowRoot,":host");e.setProperty("--_focus-visible-box-shadow","var(--_focus-box-shadow)")}}),J(this,Pa,()=>{let{style:e}=P(this.shadowRoot,":host");e.removeProperty("--_focus-visible-box-shadow")}),J(this,Na,()=>{let e=this.shadowRoot.querySelector("#segments-clipping");e&&e.parentNode.append(e)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}this.container=this.shadowRoot.querySelector("#container"),et(this,xa,this.shadowRoot.querySelector("#startpoint")),et(this,Oa,this.shadowRoot.querySelector("#endpoint")),this.range=this.shadowRoot.querySelector("#range"),this.appearance=this.shadowRoot.querySelector("#appearance")}static get observedAttributes(){return["disabled","aria-disabled",S.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,a){var r,n,o,d,c;e===S.MEDIA_CONTROLLER?(i&&((n=(r=$(this,ye))==null?void 0:r.unassociateElement)==null||n.call(r,this),et(this,ye,null)),a&&this.isConnected&&(et(this,ye,(o=this.getRootNode())==null?void 0:o.getElementById(a)),(c=(d=$(this,ye))==null?void 0:d.associateElement)==null||c.call(d,this))):(e==="disabled"||e==="aria-disabled"&&i!==a)&&(a==null?(this.range.removeAttribute(e),_e(this,Ha,dn).call(this)):(this.range.setAttribute(e,a),_e(this,Wa,cn).call(this)))}connectedCallback(){var e,i,a;let{style:r}=P(this.shadowRoot,":host");r.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),$(this,be).pointer=P(this.shadowRoot,"#pointer"),$(this,be).progress=P(this.shadowRoot,"#progress"),$(this,be).thumb=P(this.shadowRoot,'#thumb, ::slotted([slot="thumb"])'),$(this,be).activeSegment=P(this.shadowRoot,"#segments-clipping rect:nth-child(0)");let n=this.getAttribute(S.MEDIA_CONTROLLER);n&&(et(this,ye,(e=this.getRootNode())==null?void 0:e.getElementById(n)),(a=(i=$(this,ye))==null?void 0:i.associateElement)==null||a.call(i,this)),this.updateBar(),this.shadowRoot.addEventListener("focusin",$(this,Ua)),this.shadowRoot.addEventListener("focusout",$(this,Pa)),_e(this,Ha,dn).call(this),Ne(this.container,$(this,Na))}disconnectedCallback(){var e,i;_e(this,Wa,cn).call(this),(i=(e=$(this,ye))==null?void 0:e.unassociateElement)==null||i.call(e,this),et(this,ye,null),this.shadowRoot.removeEventListener("focusin",$(this,Ua)),this.shadowRoot.removeEventListener("focusout",$(this,Pa)),He(this.container,$(this,Na))}updatePointerBar(e){var i;(i=$(this,be).pointer)==null||i.style.setProperty("width",`${this.getPointerRatio(e)*100}%`)}updateBar(){var e,i;let a=this.range.valueAsNumber*100;(e=$(this,be).progress)==null||e.style.setProperty("width",`${a}%`),(i=$(this,be).thumb)==null||i.style.setProperty("left",`${a}%`)}updateSegments(e){let i=this.shadowRoot.querySelector("#segments-clipping");if(i.textContent="",this.container.classList.toggle("segments",!!e?.length),!e?.length)return;let a=[...new Set([+this.range.min,...e.flatMap(n=>[n.start,n.end]),+this.range.max])];et(this,$a,[...a]);let r=a.pop();for(let[n,o]of a.entries()){let[d,c]=[n===0,n===a.length-1],_=d?"calc(var(--segments-gap) / -1)":`${o*100}%`,A=`calc(${((c?r:a[n+1])-o)*100}%${d||c?"":" - var(--segments-gap)"})`,E=U.createElementNS("http://www.w3.org/2000/svg","rect"),m=di(this.shadowRoot,`#segments-clipping rect:nth-child(${n+1})`);m.style.setProperty("x",_),m.style.setProperty("width",A),i.append(E)}}getPointerRatio(e){return Fs(e.clientX,e.clientY,$(this,xa).getBoundingClientRect(),$(this,Oa).getBoundingClientRect())}get dragging(){return this.hasAttribute("dragging")}handleEvent(e){switch(e.type){case"pointermove":_e(this,pn,Ko).call(this,e);break;case"input":this.updateBar();break;case"pointerenter":_e(this,un,Fo).call(this,e);break;case"pointerdown":_e(this,Fa,fn).call(this,e);break;case"pointerup":_e(this,hn,Bo).call(this);break;case"pointerleave":_e(this,mn,Vo).call(this);break}}get keysUsed(){return["ArrowUp","ArrowRight","ArrowDown","ArrowLeft"]}};ye=new WeakMap;Ba=new WeakMap;xa=new WeakMap;Oa=new WeakMap;be=new WeakMap;$a=new WeakMap;Ua=new WeakMap;Pa=new WeakMap;Na=new WeakMap;En=new WeakSet;$o=function(t){let e=$(this,be).activeSegment;if(!e)return;let i=this.getPointerRatio(t),r=`#segments-clipping rect:nth-child(${$(this,$a).findIndex((n,o,d)=>{let c=d[o+1];return c!=null&&i>=n&&i<=c})+1})`;(e.selectorText!=r||!e.style.transform)&&(e.selectorText=r,e.style.setProperty("transform","var(--media-range-segment-hover-transform, scaleY(2))"))};Ha=new WeakSet;dn=function(){this.hasAttribute("disabled")||!this.isConnected||(this.addEventListener("input",this),this.addEventListener("pointerdown",this),this.addEventListener("pointerenter",this))};Wa=new WeakSet;cn=function(){var t,e;this.removeEventListener("input",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointerenter",this),this.removeEventListener("pointerleave",this),(t=l.window)==null||t.removeEventListener("pointerup",this),(e=l.window)==null||e.removeEventListener("pointermove",this)};Fa=new WeakSet;fn=function(t){var e;et(this,Ba,t.composedPath().includes(this.range)),(e=l.window)==null||e.addEventListener("pointerup",this,{once:!0})};un=new WeakSet;Fo=function(t){var e;t.pointerType!=="mouse"&&_e(this,Fa,fn).call(this,t),this.addEventListener("pointerleave",this,{once:!0}),(e=l.window)==null||e.addEventListener("pointermove",this)};hn=new WeakSet;Bo=function(){var t;(t=l.window)==null||t.removeEventListener("pointerup",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled")};mn=new WeakSet;Vo=function(){var t,e;this.removeEventListener("pointerleave",this),(t=l.window)==null||t.removeEventListener("pointermove",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled"),(e=$(this,be).activeSegment)==null||e.style.removeProperty("transform")};pn=new WeakSet;Ko=function(t){t.pointerType==="pen"&&t.buttons===0||(this.toggleAttribute("dragging",t.buttons===1||t.pointerType!=="mouse"),this.updatePointerBar(t),_e(this,En,$o).call(this,t),this.dragging&&(t.pointerType!=="mouse"||!$(this,Ba))&&(this.range.disabled=!0,this.range.valueAsNumber=this.getPointerRatio(t),this.range.dispatchEvent(new Event("input",{bubbles:!0,composed:!0}))))};ke.shadowRootOptions={mode:"open"};ke.getTemplateHTML=Fd;ke.getContainerTemplateHTML=Bd;l.customElements.get("media-chrome-range")||l.customElements.define("media-chrome-range",ke);var Vd=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Go=(t,e,i)=>(Vd(t,e,"read from private field"),i?i.call(t):e.get(t)),Kd=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Va,Gd=1,qd=t=>t.mediaMuted?0:t.mediaVolume,Yd=t=>`${Math.round(t*100)}%`,gn=class extends ke{constructor(){super(...arguments),Kd(this,Va,()=>{let e=this.range.value,i=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:e});this.dispatchEvent(i)})}static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_VOLUME,s.MEDIA_MUTED,s.MEDIA_VOLUME_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),this.range.setAttribute("aria-label",f("volume")),this.range.addEventListener("input",Go(this,Va))}disconnectedCallback(){this.range.removeEventListener("input",Go(this,Va)),super.disconnectedCallback()}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),(e===s.MEDIA_VOLUME||e===s.MEDIA_MUTED)&&(this.range.valueAsNumber=qd(this),this.range.setAttribute("aria-valuetext",Yd(this.range.valueAsNumber)),this.updateBar())}get mediaVolume(){return Y(this,s.MEDIA_VOLUME,Gd)}set mediaVolume(e){Q(this,s.MEDIA_VOLUME,e)}get mediaMuted(){return I(this,s.MEDIA_MUTED)}set mediaMuted(e){y(this,s.MEDIA_MUTED,e)}get mediaVolumeUnavailable(){return R(this,s.MEDIA_VOLUME_UNAVAILABLE)}set mediaVolumeUnavailable(e){L(this,s.MEDIA_VOLUME_UNAVAILABLE,e)}};Va=new WeakMap;l.customElements.get("media-volume-range")||l.customElements.define("media-volume-range",gn);var{MEDIA_TIME_IS_LIVE:Ka,MEDIA_PAUSED:wi}=s,{MEDIA_SEEK_TO_LIVE_REQUEST:Qd,MEDIA_PLAY_REQUEST:zd}=h,Zd='<svg viewBox="0 0 6 12" aria-hidden="true"><circle cx="3" cy="6" r="2"></circle></svg>';function Xd(t){return`
    <style>
      :host { --media-tooltip-display: none; }
      
      slot[name=indicator] > *,
      :host ::slotted([slot=indicator]) {
        
        min-width: auto;
        fill: var(--media-live-button-icon-color, rgb(140, 140, 140));
        color: var(--media-live-button-icon-color, rgb(140, 140, 140));
      }

      :host([${Ka}]:not([${wi}])) slot[name=indicator] > *,
      :host([${Ka}]:not([${wi}])) ::slotted([slot=indicator]) {
        fill: var(--media-live-button-indicator-color, rgb(255, 0, 0));
        color: var(--media-live-button-indicator-color, rgb(255, 0, 0));
      }

      :host([${Ka}]:not([${wi}])) {
        cursor: var(--media-cursor, not-allowed);
      }

      slot[name=text]{
        text-transform: uppercase;
      }

    </style>

    <slot name="indicator">${Zd}</slot>
    
    <slot name="spacer">&nbsp;</slot><slot name="text">${f("live")}</slot>
  `}var qo=t=>{var e;let i=t.mediaPaused||!t.mediaTimeIsLive,a=i?f("seek to live"):f("playing live");t.setAttribute("aria-label",a);let r=(e=t.shadowRoot)==null?void 0:e.querySelector('slot[name="text"]');r&&(r.textContent=f("live")),i?t.removeAttribute("aria-disabled"):t.setAttribute("aria-disabled","true")},Ga=class extends B{static get observedAttributes(){return[...super.observedAttributes,Ka,wi]}connectedCallback(){super.connectedCallback(),qo(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),qo(this)}get mediaPaused(){return I(this,s.MEDIA_PAUSED)}set mediaPaused(e){y(this,s.MEDIA_PAUSED,e)}get mediaTimeIsLive(){return I(this,s.MEDIA_TIME_IS_LIVE)}set mediaTimeIsLive(e){y(this,s.MEDIA_TIME_IS_LIVE,e)}handleClick(){!this.mediaPaused&&this.mediaTimeIsLive||(this.dispatchEvent(new l.CustomEvent(Qd,{composed:!0,bubbles:!0})),this.hasAttribute(wi)&&this.dispatchEvent(new l.CustomEvent(zd,{composed:!0,bubbles:!0})))}};Ga.getSlotTemplateHTML=Xd;l.customElements.get("media-live-button")||l.customElements.define("media-live-button",Ga);var Yo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},qa=(t,e,i)=>(Yo(t,e,"read from private field"),i?i.call(t):e.get(t)),Jd=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ya=(t,e,i,a)=>(Yo(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),we;function jd(t){return`
    <style>
      :host {
        box-sizing: border-box;
        display: var(--media-control-display, var(--media-preview-thumbnail-display, inline-block));
        overflow: hidden;
      }

      img {
        display: none;
        position: relative;
      }
    </style>
    <img crossorigin loading="eager" decoding="async">
  `}var Bt=class extends l.HTMLElement{constructor(){if(super(),Jd(this,we,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER,s.MEDIA_PREVIEW_IMAGE,s.MEDIA_PREVIEW_COORDS]}connectedCallback(){var e,i,a;let r=this.getAttribute(S.MEDIA_CONTROLLER);r&&(Ya(this,we,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(a=(i=qa(this,we))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=qa(this,we))==null?void 0:e.unassociateElement)==null||i.call(e,this),Ya(this,we,null)}attributeChangedCallback(e,i,a){var r,n,o,d,c;[s.MEDIA_PREVIEW_IMAGE,s.MEDIA_PREVIEW_COORDS].includes(e)&&this.update(),e===S.MEDIA_CONTROLLER&&(i&&((n=(r=qa(this,we))==null?void 0:r.unassociateElement)==null||n.call(r,this),Ya(this,we,null)),a&&this.isConnected&&(Ya(this,we,(o=this.getRootNode())==null?void 0:o.getElementById(a)),(c=(d=qa(this,we))==null?void 0:d.associateElement)==null||c.call(d,this)))}get mediaPreviewImage(){return R(this,s.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){L(this,s.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewCoords(){let e=this.getAttribute(s.MEDIA_PREVIEW_COORDS);if(e)return e.split(/\s+/).map(i=>+i)}set mediaPreviewCoords(e){if(!e){this.removeAttribute(s.MEDIA_PREVIEW_COORDS);return}this.setAttribute(s.MEDIA_PREVIEW_COORDS,e.join(" "))}update(){let e=this.mediaPreviewCoords,i=this.mediaPreviewImage;if(!(e&&i))return;let[a,r,n,o]=e,d=i.split("#")[0],c=getComputedStyle(this),{maxWidth:_,maxHeight:T,minWidth:A,minHeight:E}=c,m=c.getPropertyValue("--media-preview-thumbnail-object-fit").trim()||"contain",b,v;if(m==="fill"){let Ue=parseInt(_)/n,Pe=parseInt(T)/o,ni=parseInt(A)/n,rt=parseInt(E)/o;b=Ue<1?Ue:Math.max(Ue,ni),v=Pe<1?Pe:Math.max(Pe,rt)}else{let Ue=Math.min(parseInt(_)/n,parseInt(T)/o),Pe=Math.max(parseInt(A)/n,parseInt(E)/o),rt=Ue<1?Ue:Pe>1?Pe:1;b=rt,v=rt}let{style:w}=P(this.shadowRoot,":host"),k=P(this.shadowRoot,"img").style,j=this.shadowRoot.querySelector("img"),ri=Math.min(b,v)<1?"min":"max";w.setProperty(`${ri}-width`,"initial","important"),w.setProperty(`${ri}-height`,"initial","important"),w.width=`${n*b}px`,w.height=`${o*v}px`;let At=()=>{k.width=`${this.imgWidth*b}px`,k.height=`${this.imgHeight*v}px`,k.display="block"};j.src!==d&&(j.onload=()=>{this.imgWidth=j.naturalWidth,this.imgHeight=j.naturalHeight,At(),j.onload=null},j.src=d,At()),At(),k.transform=`translate(-${a*b}px, -${r*v}px)`}};we=new WeakMap;Bt.shadowRootOptions={mode:"open"};Bt.getTemplateHTML=jd;l.customElements.get("media-preview-thumbnail")||l.customElements.define("media-preview-thumbnail",Bt);var _n=Bt;var Qo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Qa=(t,e,i)=>(Qo(t,e,"read from private field"),i?i.call(t):e.get(t)),ec=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},za=(t,e,i,a)=>(Qo(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Me;function tc(t,e={}){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        background: var(--media-text-background, var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7))));
        padding: var(--media-control-padding, 10px);
        display: inline-flex;
        justify-content: center;
        align-items: center;
        vertical-align: middle;
        box-sizing: border-box;
        text-align: center;
        pointer-events: auto;
      }

      
      :host(:focus-visible) {
        box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: 0;
      }

      
      :host(:where(:focus)) {
        box-shadow: none;
        outline: 0;
      }
    </style>

    ${this.getSlotTemplateHTML(t,e)}
  `}function ic(t,e){return`
    <slot></slot>
  `}var Le=class extends l.HTMLElement{constructor(){if(super(),ec(this,Me,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,a){var r,n,o,d,c;e===S.MEDIA_CONTROLLER&&(i&&((n=(r=Qa(this,Me))==null?void 0:r.unassociateElement)==null||n.call(r,this),za(this,Me,null)),a&&this.isConnected&&(za(this,Me,(o=this.getRootNode())==null?void 0:o.getElementById(a)),(c=(d=Qa(this,Me))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i,a;let{style:r}=P(this.shadowRoot,":host");r.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`);let n=this.getAttribute(S.MEDIA_CONTROLLER);n&&(za(this,Me,(e=this.getRootNode())==null?void 0:e.getElementById(n)),(a=(i=Qa(this,Me))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=Qa(this,Me))==null?void 0:e.unassociateElement)==null||i.call(e,this),za(this,Me,null)}};Me=new WeakMap;Le.shadowRootOptions={mode:"open"};Le.getTemplateHTML=tc;Le.getSlotTemplateHTML=ic;l.customElements.get("media-text-display")||l.customElements.define("media-text-display",Le);var zo=[{singular:"hour",plural:"hours"},{singular:"minute",plural:"minutes"},{singular:"second",plural:"seconds"}],Zo=(t,e)=>{let i=t===1?f(zo[e].singular):f(zo[e].plural);return`${t} ${i}`},bn=t=>{if(!Ut(t))return"";let e=Math.abs(t),i=e!==t,a=new Date(0,0,0,0,0,e,0),n=[a.getHours(),a.getMinutes(),a.getSeconds()].map((o,d)=>o&&Zo(o,d)).filter(o=>o).join(", ");return i?f("{time} remaining",{time:n}):e===0?Zo(0,2):n};function An(t,e){let i=!1;t<0&&(i=!0,t=0-t),t=t<0?0:t;let a=Math.floor(t%60),r=Math.floor(t/60%60),n=Math.floor(t/3600),o=Math.floor(e/60%60),d=Math.floor(e/3600);return(isNaN(t)||t===1/0)&&(n=r=a="0"),n=n>0||d>0?n+":":"",r=((n||o>=10)&&r<10?"0"+r:r)+":",a=a<10?"0"+a:a,(i?"-":"")+n+r+a}var rm=Object.freeze({length:0,start(t){let e=t>>>0;if(e>=this.length)throw new DOMException(`Failed to execute 'start' on 'TimeRanges': The index provided (${e}) is greater than or equal to the maximum bound (${this.length}).`);return 0},end(t){let e=t>>>0;if(e>=this.length)throw new DOMException(`Failed to execute 'end' on 'TimeRanges': The index provided (${e}) is greater than or equal to the maximum bound (${this.length}).`);return 0}});var Jo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Xo=(t,e,i)=>(Jo(t,e,"read from private field"),i?i.call(t):e.get(t)),ac=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},rc=(t,e,i,a)=>(Jo(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Mi,Tn=class extends Le{constructor(){super(),ac(this,Mi,void 0),rc(this,Mi,this.shadowRoot.querySelector("slot")),Xo(this,Mi).textContent=An(0)}static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_PREVIEW_TIME]}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===s.MEDIA_PREVIEW_TIME&&a!=null&&(Xo(this,Mi).textContent=An(parseFloat(a)))}get mediaPreviewTime(){return Y(this,s.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){Q(this,s.MEDIA_PREVIEW_TIME,e)}};Mi=new WeakMap;l.customElements.get("media-preview-time-display")||l.customElements.define("media-preview-time-display",Tn);var jo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},nc=(t,e,i)=>(jo(t,e,"read from private field"),i?i.call(t):e.get(t)),sc=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},oc=(t,e,i,a)=>(jo(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Za,Sn=class extends Le{constructor(){super(),sc(this,Za,void 0),oc(this,Za,this.shadowRoot.querySelector("slot"))}static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_PREVIEW_CHAPTER,s.MEDIA_LANG]}attributeChangedCallback(e,i,a){if(super.attributeChangedCallback(e,i,a),(e===s.MEDIA_PREVIEW_CHAPTER||e===s.MEDIA_LANG)&&a!==i&&a!=null)if(nc(this,Za).textContent=a,a!==""){let r=f("chapter: {chapterName}",{chapterName:a});this.setAttribute("aria-valuetext",r)}else this.removeAttribute("aria-valuetext")}get mediaPreviewChapter(){return R(this,s.MEDIA_PREVIEW_CHAPTER)}set mediaPreviewChapter(e){L(this,s.MEDIA_PREVIEW_CHAPTER,e)}};Za=new WeakMap;l.customElements.get("media-preview-chapter-display")||l.customElements.define("media-preview-chapter-display",Sn);var el=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Z=(t,e,i)=>(el(t,e,"read from private field"),i?i.call(t):e.get(t)),Re=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},de=(t,e,i,a)=>(el(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),lc=(t,e,i,a)=>({set _(r){de(t,e,r,i)},get _(){return Z(t,e,a)}}),Vt,Xa,Kt,Li,Ja,ja,er,Gt,ft,tr,ir=class{constructor(e,i,a){Re(this,Vt,void 0),Re(this,Xa,void 0),Re(this,Kt,void 0),Re(this,Li,void 0),Re(this,Ja,void 0),Re(this,ja,void 0),Re(this,er,void 0),Re(this,Gt,void 0),Re(this,ft,0),Re(this,tr,(r=performance.now())=>{de(this,ft,requestAnimationFrame(Z(this,tr))),de(this,Li,performance.now()-Z(this,Kt));let n=1e3/this.fps;if(Z(this,Li)>n){de(this,Kt,r-Z(this,Li)%n);let o=1e3/((r-Z(this,Xa))/++lc(this,Ja)._),d=(r-Z(this,ja))/1e3/this.duration,c=Z(this,er)+d*this.playbackRate;c-Z(this,Vt).valueAsNumber>0?de(this,Gt,this.playbackRate/this.duration/o):(de(this,Gt,.995*Z(this,Gt)),c=Z(this,Vt).valueAsNumber+Z(this,Gt)),this.callback(c)}}),de(this,Vt,e),this.callback=i,this.fps=a}start(){Z(this,ft)===0&&(de(this,Kt,performance.now()),de(this,Xa,Z(this,Kt)),de(this,Ja,0),Z(this,tr).call(this))}stop(){Z(this,ft)!==0&&(cancelAnimationFrame(Z(this,ft)),de(this,ft,0))}update({start:e,duration:i,playbackRate:a}){let r=e-Z(this,Vt).valueAsNumber,n=Math.abs(i-this.duration);(r>0||r<-.5/i||n>=.5)&&this.callback(e),de(this,er,e),de(this,ja,performance.now()),this.duration=i,this.playbackRate=a}};Vt=new WeakMap;Xa=new WeakMap;Kt=new WeakMap;Li=new WeakMap;Ja=new WeakMap;ja=new WeakMap;er=new WeakMap;Gt=new WeakMap;ft=new WeakMap;tr=new WeakMap;var Mn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},N=(t,e,i)=>(Mn(t,e,"read from private field"),i?i.call(t):e.get(t)),G=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},ce=(t,e,i,a)=>(Mn(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ue=(t,e,i)=>(Mn(t,e,"access private method"),i),qt,tt,nr,Di,sr,rr,Ci,xi,Yt,Qt,Ri,In,tl,yn,or,Ln,lr,Rn,dr,Dn,kn,il,Oi,cr,wn,al,dc=t=>{let e=t.range,i=bn(+rl(t)),a=bn(+t.mediaSeekableEnd),r=i&&a?f("{currentTime} of {totalTime}",{currentTime:i,totalTime:a}):f("video not loaded, unknown time.");e.setAttribute("aria-valuetext",r)};function cc(t){return`
    <style>
      :host {
        --media-box-border-radius: 4px;
        --media-box-padding-left: 10px;
        --media-box-padding-right: 10px;
        --media-preview-border-radius: var(--media-box-border-radius);
        --media-box-arrow-offset: var(--media-box-border-radius);
        --_control-background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        --_preview-background: var(--media-preview-background, var(--_control-background));

        
        contain: layout;
      }

      #buffered {
        background: var(--media-time-range-buffered-color, rgb(255 255 255 / .4));
        position: absolute;
        height: 100%;
        will-change: width;
      }

      #preview-rail,
      #current-rail {
        width: 100%;
        position: absolute;
        left: 0;
        bottom: 100%;
        pointer-events: none;
        will-change: transform;
      }

      [part~="box"] {
        width: min-content;
        
        position: absolute;
        bottom: 100%;
        flex-direction: column;
        align-items: center;
        transform: translateX(-50%);
      }

      [part~="current-box"] {
        display: var(--media-current-box-display, var(--media-box-display, flex));
        margin: var(--media-current-box-margin, var(--media-box-margin, 0 0 5px));
        visibility: hidden;
      }

      [part~="preview-box"] {
        display: var(--media-preview-box-display, var(--media-box-display, flex));
        margin: var(--media-preview-box-margin, var(--media-box-margin, 0 0 5px));
        transition-property: var(--media-preview-transition-property, visibility, opacity);
        transition-duration: var(--media-preview-transition-duration-out, .25s);
        transition-delay: var(--media-preview-transition-delay-out, 0s);
        visibility: hidden;
        opacity: 0;
      }

      :host(:is([${s.MEDIA_PREVIEW_IMAGE}], [${s.MEDIA_PREVIEW_TIME}])[dragging]) [part~="preview-box"] {
        transition-duration: var(--media-preview-transition-duration-in, .5s);
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
        opacity: 1;
      }

      @media (hover: hover) {
        :host(:is([${s.MEDIA_PREVIEW_IMAGE}], [${s.MEDIA_PREVIEW_TIME}]):hover) [part~="preview-box"] {
          transition-duration: var(--media-preview-transition-duration-in, .5s);
          transition-delay: var(--media-preview-transition-delay-in, .25s);
          visibility: visible;
          opacity: 1;
        }
      }

      media-preview-thumbnail,
      ::slotted(media-preview-thumbnail) {
        visibility: hidden;
        
        transition: visibility 0s .25s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-thumbnail-background, var(--_preview-background));
        box-shadow: var(--media-preview-thumbnail-box-shadow, 0 0 4px rgb(0 0 0 / .2));
        max-width: var(--media-preview-thumbnail-max-width, 180px);
        max-height: var(--media-preview-thumbnail-max-height, 160px);
        min-width: var(--media-preview-thumbnail-min-width, 120px);
        min-height: var(--media-preview-thumbnail-min-height, 80px);
        border: var(--media-preview-thumbnail-border);
        border-radius: var(--media-preview-thumbnail-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius) 0 0);
      }

      :host([${s.MEDIA_PREVIEW_IMAGE}][dragging]) media-preview-thumbnail,
      :host([${s.MEDIA_PREVIEW_IMAGE}][dragging]) ::slotted(media-preview-thumbnail) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
      }

      @media (hover: hover) {
        :host([${s.MEDIA_PREVIEW_IMAGE}]:hover) media-preview-thumbnail,
        :host([${s.MEDIA_PREVIEW_IMAGE}]:hover) ::slotted(media-preview-thumbnail) {
          transition-delay: var(--media-preview-transition-delay-in, .25s);
          visibility: visible;
        }

        :host([${s.MEDIA_PREVIEW_TIME}]:hover) {
          --media-time-range-hover-display: block;
        }
      }

      media-preview-chapter-display,
      ::slotted(media-preview-chapter-display) {
        font-size: var(--media-font-size, 13px);
        line-height: 17px;
        min-width: 0;
        visibility: hidden;
        
        transition: min-width 0s, border-radius 0s, margin 0s, padding 0s, visibility 0s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-chapter-background, var(--_preview-background));
        border-radius: var(--media-preview-chapter-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius)
          var(--media-preview-border-radius) var(--media-preview-border-radius));
        padding: var(--media-preview-chapter-padding, 3.5px 9px);
        margin: var(--media-preview-chapter-margin, 0 0 5px);
        text-shadow: var(--media-preview-chapter-text-shadow, 0 0 4px rgb(0 0 0 / .75));
      }

      :host([${s.MEDIA_PREVIEW_IMAGE}]) media-preview-chapter-display,
      :host([${s.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-chapter-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-chapter-border-radius, 0);
        padding: var(--media-preview-chapter-padding, 3.5px 9px 0);
        margin: var(--media-preview-chapter-margin, 0);
        min-width: 100%;
      }

      media-preview-chapter-display[${s.MEDIA_PREVIEW_CHAPTER}],
      ::slotted(media-preview-chapter-display[${s.MEDIA_PREVIEW_CHAPTER}]) {
        visibility: visible;
      }

      media-preview-chapter-display:not([aria-valuetext]),
      ::slotted(media-preview-chapter-display:not([aria-valuetext])) {
        display: none;
      }

      media-preview-time-display,
      ::slotted(media-preview-time-display),
      media-time-display,
      ::slotted(media-time-display) {
        font-size: var(--media-font-size, 13px);
        line-height: 17px;
        min-width: 0;
        
        transition: min-width 0s, border-radius 0s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-time-background, var(--_preview-background));
        border-radius: var(--media-preview-time-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius)
          var(--media-preview-border-radius) var(--media-preview-border-radius));
        padding: var(--media-preview-time-padding, 3.5px 9px);
        margin: var(--media-preview-time-margin, 0);
        text-shadow: var(--media-preview-time-text-shadow, 0 0 4px rgb(0 0 0 / .75));
        transform: translateX(min(
          max(calc(50% - var(--_box-width) / 2),
          calc(var(--_box-shift, 0))),
          calc(var(--_box-width) / 2 - 50%)
        ));
      }

      :host([${s.MEDIA_PREVIEW_IMAGE}]) media-preview-time-display,
      :host([${s.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-time-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-time-border-radius,
          0 0 var(--media-preview-border-radius) var(--media-preview-border-radius));
        min-width: 100%;
      }

      :host([${s.MEDIA_PREVIEW_TIME}]:hover) {
        --media-time-range-hover-display: block;
      }

      [part~="arrow"],
      ::slotted([part~="arrow"]) {
        display: var(--media-box-arrow-display, inline-block);
        transform: translateX(min(
          max(calc(50% - var(--_box-width) / 2 + var(--media-box-arrow-offset)),
          calc(var(--_box-shift, 0))),
          calc(var(--_box-width) / 2 - 50% - var(--media-box-arrow-offset))
        ));
        
        border-color: transparent;
        border-top-color: var(--media-box-arrow-background, var(--_control-background));
        border-width: var(--media-box-arrow-border-width,
          var(--media-box-arrow-height, 5px) var(--media-box-arrow-width, 6px) 0);
        border-style: solid;
        justify-content: center;
        height: 0;
      }
    </style>
    <div id="preview-rail">
      <slot name="preview" part="box preview-box">
        <media-preview-thumbnail>
          <template shadowrootmode="${_n.shadowRootOptions.mode}">
            ${_n.getTemplateHTML({})}
          </template>
        </media-preview-thumbnail>
        <media-preview-chapter-display></media-preview-chapter-display>
        <media-preview-time-display></media-preview-time-display>
        <slot name="preview-arrow"><div part="arrow"></div></slot>
      </slot>
    </div>
    <div id="current-rail">
      <slot name="current" part="box current-box">
        
      </slot>
    </div>
  `}var ar=(t,e=t.mediaCurrentTime)=>{let i=Number.isFinite(t.mediaSeekableStart)?t.mediaSeekableStart:0,a=Number.isFinite(t.mediaDuration)?t.mediaDuration:t.mediaSeekableEnd;if(Number.isNaN(a))return 0;let r=(e-i)/(a-i);return Math.max(0,Math.min(r,1))},rl=(t,e=t.range.valueAsNumber)=>{let i=Number.isFinite(t.mediaSeekableStart)?t.mediaSeekableStart:0,a=Number.isFinite(t.mediaDuration)?t.mediaDuration:t.mediaSeekableEnd;return Number.isNaN(a)?0:e*(a-i)+i},Ui=class extends ke{constructor(){super(),G(this,In),G(this,or),G(this,lr),G(this,dr),G(this,kn),G(this,Oi),G(this,wn),G(this,qt,null),G(this,tt,void 0),G(this,nr,void 0),G(this,Di,void 0),G(this,sr,void 0),G(this,rr,void 0),G(this,Ci,void 0),G(this,xi,void 0),G(this,Yt,void 0),G(this,Qt,void 0),G(this,Ri,()=>{ue(this,In,tl).call(this)?N(this,tt).start():N(this,tt).stop()}),G(this,yn,a=>{this.dragging||(Ut(a)&&(this.range.valueAsNumber=a),N(this,Qt)||this.updateBar())}),this.shadowRoot.querySelector("#track").insertAdjacentHTML("afterbegin",'<div id="buffered" part="buffered"></div>'),ce(this,nr,this.shadowRoot.querySelectorAll('[part~="box"]')),ce(this,sr,this.shadowRoot.querySelector('[part~="preview-box"]')),ce(this,rr,this.shadowRoot.querySelector('[part~="current-box"]'));let i=getComputedStyle(this);ce(this,Ci,parseInt(i.getPropertyValue("--media-box-padding-left"))),ce(this,xi,parseInt(i.getPropertyValue("--media-box-padding-right"))),ce(this,tt,new ir(this.range,N(this,yn),60))}static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_PAUSED,s.MEDIA_DURATION,s.MEDIA_SEEKABLE,s.MEDIA_CURRENT_TIME,s.MEDIA_PREVIEW_IMAGE,s.MEDIA_PREVIEW_TIME,s.MEDIA_PREVIEW_CHAPTER,s.MEDIA_BUFFERED,s.MEDIA_PLAYBACK_RATE,s.MEDIA_LOADING,s.MEDIA_ENDED]}connectedCallback(){var e;super.connectedCallback(),this.range.setAttribute("aria-label",f("seek")),N(this,Ri).call(this),ce(this,qt,this.getRootNode()),(e=N(this,qt))==null||e.addEventListener("transitionstart",this)}disconnectedCallback(){var e;super.disconnectedCallback(),N(this,tt).stop(),(e=N(this,qt))==null||e.removeEventListener("transitionstart",this),ce(this,qt,null)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),i!=a&&(e===s.MEDIA_CURRENT_TIME||e===s.MEDIA_PAUSED||e===s.MEDIA_ENDED||e===s.MEDIA_LOADING||e===s.MEDIA_DURATION||e===s.MEDIA_SEEKABLE?(N(this,tt).update({start:ar(this),duration:this.mediaSeekableEnd-this.mediaSeekableStart,playbackRate:this.mediaPlaybackRate}),N(this,Ri).call(this),dc(this)):e===s.MEDIA_BUFFERED&&this.updateBufferedBar(),(e===s.MEDIA_DURATION||e===s.MEDIA_SEEKABLE)&&(this.mediaChaptersCues=N(this,Yt),this.updateBar()))}get mediaChaptersCues(){return N(this,Yt)}set mediaChaptersCues(e){var i;ce(this,Yt,e),this.updateSegments((i=N(this,Yt))==null?void 0:i.map(a=>({start:ar(this,a.startTime),end:ar(this,a.endTime)})))}get mediaPaused(){return I(this,s.MEDIA_PAUSED)}set mediaPaused(e){y(this,s.MEDIA_PAUSED,e)}get mediaLoading(){return I(this,s.MEDIA_LOADING)}set mediaLoading(e){y(this,s.MEDIA_LOADING,e)}get mediaDuration(){return Y(this,s.MEDIA_DURATION)}set mediaDuration(e){Q(this,s.MEDIA_DURATION,e)}get mediaCurrentTime(){return Y(this,s.MEDIA_CURRENT_TIME)}set mediaCurrentTime(e){Q(this,s.MEDIA_CURRENT_TIME,e)}get mediaPlaybackRate(){return Y(this,s.MEDIA_PLAYBACK_RATE,1)}set mediaPlaybackRate(e){Q(this,s.MEDIA_PLAYBACK_RATE,e)}get mediaBuffered(){let e=this.getAttribute(s.MEDIA_BUFFERED);return e?e.split(" ").map(i=>i.split(":").map(a=>+a)):[]}set mediaBuffered(e){if(!e){this.removeAttribute(s.MEDIA_BUFFERED);return}let i=e.map(a=>a.join(":")).join(" ");this.setAttribute(s.MEDIA_BUFFERED,i)}get mediaSeekable(){let e=this.getAttribute(s.MEDIA_SEEKABLE);if(e)return e.split(":").map(i=>+i)}set mediaSeekable(e){if(e==null){this.removeAttribute(s.MEDIA_SEEKABLE);return}this.setAttribute(s.MEDIA_SEEKABLE,e.join(":"))}get mediaSeekableEnd(){var e;let[,i=this.mediaDuration]=(e=this.mediaSeekable)!=null?e:[];return i}get mediaSeekableStart(){var e;let[i=0]=(e=this.mediaSeekable)!=null?e:[];return i}get mediaPreviewImage(){return R(this,s.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){L(this,s.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewTime(){return Y(this,s.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){Q(this,s.MEDIA_PREVIEW_TIME,e)}get mediaEnded(){return I(this,s.MEDIA_ENDED)}set mediaEnded(e){y(this,s.MEDIA_ENDED,e)}updateBar(){super.updateBar(),this.updateBufferedBar(),this.updateCurrentBox()}updateBufferedBar(){var e;let i=this.mediaBuffered;if(!i.length)return;let a;if(this.mediaEnded)a=1;else{let n=this.mediaCurrentTime,[,o=this.mediaSeekableStart]=(e=i.find(([d,c])=>d<=n&&n<=c))!=null?e:[];a=ar(this,o)}let{style:r}=P(this.shadowRoot,"#buffered");r.setProperty("width",`${a*100}%`)}updateCurrentBox(){if(!this.shadowRoot.querySelector('slot[name="current"]').assignedElements().length)return;let i=P(this.shadowRoot,"#current-rail"),a=P(this.shadowRoot,'[part~="current-box"]'),r=ue(this,or,Ln).call(this,N(this,rr)),n=ue(this,lr,Rn).call(this,r,this.range.valueAsNumber),o=ue(this,dr,Dn).call(this,r,this.range.valueAsNumber);i.style.transform=`translateX(${n})`,i.style.setProperty("--_range-width",`${r.range.width}`),a.style.setProperty("--_box-shift",`${o}`),a.style.setProperty("--_box-width",`${r.box.width}px`),a.style.setProperty("visibility","initial")}handleEvent(e){switch(super.handleEvent(e),e.type){case"input":ue(this,wn,al).call(this);break;case"pointermove":ue(this,kn,il).call(this,e);break;case"pointerup":N(this,Qt)&&ce(this,Qt,!1);break;case"pointerdown":ce(this,Qt,!0);break;case"pointerleave":ue(this,Oi,cr).call(this,null);break;case"transitionstart":ee(e.target,this)&&setTimeout(()=>N(this,Ri).call(this),0);break}}};qt=new WeakMap;tt=new WeakMap;nr=new WeakMap;Di=new WeakMap;sr=new WeakMap;rr=new WeakMap;Ci=new WeakMap;xi=new WeakMap;Yt=new WeakMap;Qt=new WeakMap;Ri=new WeakMap;In=new WeakSet;tl=function(){return this.isConnected&&!this.mediaPaused&&!this.mediaLoading&&!this.mediaEnded&&this.mediaSeekableEnd>0&&sa(this)};yn=new WeakMap;or=new WeakSet;Ln=function(t){var e;let a=((e=this.getAttribute("bounds")?Ae(this,`#${this.getAttribute("bounds")}`):this.parentElement)!=null?e:this).getBoundingClientRect(),r=this.range.getBoundingClientRect(),n=t.offsetWidth,o=-(r.left-a.left-n/2),d=a.right-r.left-n/2;return{box:{width:n,min:o,max:d},bounds:a,range:r}};lr=new WeakSet;Rn=function(t,e){let i=`${e*100}%`,{width:a,min:r,max:n}=t.box;if(!a)return i;if(Number.isNaN(r)||(i=`max(${`calc(1 / var(--_range-width) * 100 * ${r}% + var(--media-box-padding-left))`}, ${i})`),!Number.isNaN(n)){let d=`calc(1 / var(--_range-width) * 100 * ${n}% - var(--media-box-padding-right))`;i=`min(${i}, ${d})`}return i};dr=new WeakSet;Dn=function(t,e){let{width:i,min:a,max:r}=t.box,n=e*t.range.width;if(n<a+N(this,Ci)){let o=t.range.left-t.bounds.left-N(this,Ci);return`${n-i/2+o}px`}if(n>r-N(this,xi)){let o=t.bounds.right-t.range.right-N(this,xi);return`${n+i/2-o-t.range.width}px`}return 0};kn=new WeakSet;il=function(t){let e=[...N(this,nr)].some(T=>t.composedPath().includes(T));if(!this.dragging&&(e||!t.composedPath().includes(this))){ue(this,Oi,cr).call(this,null);return}let i=this.mediaSeekableEnd;if(!i)return;let a=P(this.shadowRoot,"#preview-rail"),r=P(this.shadowRoot,'[part~="preview-box"]'),n=ue(this,or,Ln).call(this,N(this,sr)),o=(t.clientX-n.range.left)/n.range.width;o=Math.max(0,Math.min(1,o));let d=ue(this,lr,Rn).call(this,n,o),c=ue(this,dr,Dn).call(this,n,o);a.style.transform=`translateX(${d})`,a.style.setProperty("--_range-width",`${n.range.width}`),r.style.setProperty("--_box-shift",`${c}`),r.style.setProperty("--_box-width",`${n.box.width}px`);let _=Math.round(N(this,Di))-Math.round(o*i);Math.abs(_)<1&&o>.01&&o<.99||(ce(this,Di,o*i),ue(this,Oi,cr).call(this,N(this,Di)))};Oi=new WeakSet;cr=function(t){this.dispatchEvent(new l.CustomEvent(h.MEDIA_PREVIEW_REQUEST,{composed:!0,bubbles:!0,detail:t}))};wn=new WeakSet;al=function(){N(this,tt).stop();let t=rl(this);this.dispatchEvent(new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:t}))};Ui.shadowRootOptions={mode:"open"};Ui.getContainerTemplateHTML=cc;l.customElements.get("media-time-range")||l.customElements.define("media-time-range",Ui);var uc=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M22.83 5.68a2.58 2.58 0 0 0-2.3-2.5c-3.62-.24-11.44-.24-15.06 0a2.58 2.58 0 0 0-2.3 2.5c-.23 4.21-.23 8.43 0 12.64a2.58 2.58 0 0 0 2.3 2.5c3.62.24 11.44.24 15.06 0a2.58 2.58 0 0 0 2.3-2.5c.23-4.21.23-8.43 0-12.64Zm-11.39 9.45a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.92 3.92 0 0 1 .92-2.77 3.18 3.18 0 0 1 2.43-1 2.94 2.94 0 0 1 2.13.78c.364.359.62.813.74 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.17 1.61 1.61 0 0 0-1.29.58 2.79 2.79 0 0 0-.5 1.89 3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.48 1.48 0 0 0 1-.37 2.1 2.1 0 0 0 .59-1.14l1.4.44a3.23 3.23 0 0 1-1.07 1.69Zm7.22 0a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.88 3.88 0 0 1 .93-2.77 3.14 3.14 0 0 1 2.42-1 3 3 0 0 1 2.16.82 2.8 2.8 0 0 1 .73 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.21 1.61 1.61 0 0 0-1.29.58A2.79 2.79 0 0 0 15 12a3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.44 1.44 0 0 0 1-.37 2.1 2.1 0 0 0 .6-1.15l1.4.44a3.17 3.17 0 0 1-1.1 1.7Z"/>
</svg>`,hc=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M17.73 14.09a1.4 1.4 0 0 1-1 .37 1.579 1.579 0 0 1-1.27-.58A3 3 0 0 1 15 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34A2.89 2.89 0 0 0 19 9.07a3 3 0 0 0-2.14-.78 3.14 3.14 0 0 0-2.42 1 3.91 3.91 0 0 0-.93 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.17 3.17 0 0 0 1.07-1.74l-1.4-.45c-.083.43-.3.822-.62 1.12Zm-7.22 0a1.43 1.43 0 0 1-1 .37 1.58 1.58 0 0 1-1.27-.58A3 3 0 0 1 7.76 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34a2.81 2.81 0 0 0-.74-1.32 2.94 2.94 0 0 0-2.13-.78 3.18 3.18 0 0 0-2.43 1 4 4 0 0 0-.92 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.23 3.23 0 0 0 1.07-1.74l-1.4-.45a2.06 2.06 0 0 1-.6 1.07Zm12.32-8.41a2.59 2.59 0 0 0-2.3-2.51C18.72 3.05 15.86 3 13 3c-2.86 0-5.72.05-7.53.17a2.59 2.59 0 0 0-2.3 2.51c-.23 4.207-.23 8.423 0 12.63a2.57 2.57 0 0 0 2.3 2.5c1.81.13 4.67.19 7.53.19 2.86 0 5.72-.06 7.53-.19a2.57 2.57 0 0 0 2.3-2.5c.23-4.207.23-8.423 0-12.63Zm-1.49 12.53a1.11 1.11 0 0 1-.91 1.11c-1.67.11-4.45.18-7.43.18-2.98 0-5.76-.07-7.43-.18a1.11 1.11 0 0 1-.91-1.11c-.21-4.14-.21-8.29 0-12.43a1.11 1.11 0 0 1 .91-1.11C7.24 4.56 10 4.49 13 4.49s5.76.07 7.43.18a1.11 1.11 0 0 1 .91 1.11c.21 4.14.21 8.29 0 12.43Z"/>
</svg>`;function mc(t){return`
    <style>
      :host([aria-checked="true"]) slot[name=off] {
        display: none !important;
      }

      
      :host(:not([aria-checked="true"])) slot[name=on] {
        display: none !important;
      }

      :host([aria-checked="true"]) slot[name=tooltip-enable],
      :host(:not([aria-checked="true"])) slot[name=tooltip-disable] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="on">${uc}</slot>
      <slot name="off">${hc}</slot>
    </slot>
  `}function pc(){return`
    <slot name="tooltip-enable">${f("Enable captions")}</slot>
    <slot name="tooltip-disable">${f("Disable captions")}</slot>
  `}var nl=t=>{t.setAttribute("aria-checked",co(t).toString())},Pi=class extends B{static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_SUBTITLES_LIST,s.MEDIA_SUBTITLES_SHOWING]}connectedCallback(){super.connectedCallback(),this.setAttribute("role","button"),this.setAttribute("aria-label",f("closed captions")),nl(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===s.MEDIA_SUBTITLES_SHOWING&&nl(this)}get mediaSubtitlesList(){return sl(this,s.MEDIA_SUBTITLES_LIST)}set mediaSubtitlesList(e){ol(this,s.MEDIA_SUBTITLES_LIST,e)}get mediaSubtitlesShowing(){return sl(this,s.MEDIA_SUBTITLES_SHOWING)}set mediaSubtitlesShowing(e){ol(this,s.MEDIA_SUBTITLES_SHOWING,e)}handleClick(){this.dispatchEvent(new l.CustomEvent(h.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}))}};Pi.getSlotTemplateHTML=mc;Pi.getTooltipContentHTML=pc;var sl=(t,e)=>{let i=t.getAttribute(e);return i?qr(i):[]},ol=(t,e,i)=>{if(!i?.length){t.removeAttribute(e);return}let a=gi(i);t.getAttribute(e)!==a&&t.setAttribute(e,a)};l.customElements.get("media-captions-button")||l.customElements.define("media-captions-button",Pi);var ll=`<svg aria-hidden="true" viewBox="0 0 28 24">
  <path d="M24 3H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h20a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1Zm-1 16H5V5h18v14Zm-3-8h-7v5h7v-5Z"/>
</svg>`;function vc(t){return`
    <style>
      :host([${s.MEDIA_IS_PIP}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      :host(:not([${s.MEDIA_IS_PIP}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${s.MEDIA_IS_PIP}]) slot[name=tooltip-enter],
      :host(:not([${s.MEDIA_IS_PIP}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${ll}</slot>
      <slot name="exit">${ll}</slot>
    </slot>
  `}function Ec(){return`
    <slot name="tooltip-enter">${f("Enter picture in picture mode")}</slot>
    <slot name="tooltip-exit">${f("Exit picture in picture mode")}</slot>
  `}var dl=t=>{let e=t.mediaIsPip?f("exit picture in picture mode"):f("enter picture in picture mode");t.setAttribute("aria-label",e)},Ni=class extends B{static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_IS_PIP,s.MEDIA_PIP_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),dl(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===s.MEDIA_IS_PIP&&dl(this)}get mediaPipUnavailable(){return R(this,s.MEDIA_PIP_UNAVAILABLE)}set mediaPipUnavailable(e){L(this,s.MEDIA_PIP_UNAVAILABLE,e)}get mediaIsPip(){return I(this,s.MEDIA_IS_PIP)}set mediaIsPip(e){y(this,s.MEDIA_IS_PIP,e)}handleClick(){let e=this.mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Ni.getSlotTemplateHTML=vc;Ni.getTooltipContentHTML=Ec;l.customElements.get("media-pip-button")||l.customElements.define("media-pip-button",Ni);var ul=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},fc=(t,e,i)=>(ul(t,e,"read from private field"),i?i.call(t):e.get(t)),gc=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},_c=(t,e,i,a)=>(ul(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ur,bc=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M16 3v2.5h3.5V9H22V3h-6ZM4 9h2.5V5.5H10V3H4v6Zm15.5 9.5H16V21h6v-6h-2.5v3.5ZM6.5 15H4v6h6v-2.5H6.5V15Z"/>
</svg>`,Ac=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M18.5 6.5V3H16v6h6V6.5h-3.5ZM16 21h2.5v-3.5H22V15h-6v6ZM4 17.5h3.5V21H10v-6H4v2.5Zm3.5-11H4V9h6V3H7.5v3.5Z"/>
</svg>`;function Tc(t){return`
    <style>
      :host([${s.MEDIA_IS_FULLSCREEN}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      
      :host(:not([${s.MEDIA_IS_FULLSCREEN}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${s.MEDIA_IS_FULLSCREEN}]) slot[name=tooltip-enter],
      :host(:not([${s.MEDIA_IS_FULLSCREEN}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${bc}</slot>
      <slot name="exit">${Ac}</slot>
    </slot>
  `}function Sc(){return`
    <slot name="tooltip-enter">${f("Enter fullscreen mode")}</slot>
    <slot name="tooltip-exit">${f("Exit fullscreen mode")}</slot>
  `}var cl=t=>{let e=t.mediaIsFullscreen?f("exit fullscreen mode"):f("enter fullscreen mode");t.setAttribute("aria-label",e)},Hi=class extends B{constructor(){super(...arguments),gc(this,ur,null)}static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_IS_FULLSCREEN,s.MEDIA_FULLSCREEN_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),cl(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===s.MEDIA_IS_FULLSCREEN&&cl(this)}get mediaFullscreenUnavailable(){return R(this,s.MEDIA_FULLSCREEN_UNAVAILABLE)}set mediaFullscreenUnavailable(e){L(this,s.MEDIA_FULLSCREEN_UNAVAILABLE,e)}get mediaIsFullscreen(){return I(this,s.MEDIA_IS_FULLSCREEN)}set mediaIsFullscreen(e){y(this,s.MEDIA_IS_FULLSCREEN,e)}handleClick(e){_c(this,ur,e);let i=fc(this,ur)instanceof PointerEvent,a=this.mediaIsFullscreen?new l.CustomEvent(h.MEDIA_EXIT_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0}):new l.CustomEvent(h.MEDIA_ENTER_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0,detail:i});this.dispatchEvent(a)}};ur=new WeakMap;Hi.getSlotTemplateHTML=Tc;Hi.getTooltipContentHTML=Sc;l.customElements.get("media-fullscreen-button")||l.customElements.define("media-fullscreen-button",Hi);var ml=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Wi=(t,e,i)=>(ml(t,e,"read from private field"),i?i.call(t):e.get(t)),hl=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},$i=(t,e,i,a)=>(ml(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),De,mr,hr={LOADING_DELAY:"loadingdelay",NO_AUTOHIDE:"noautohide"},pl=500,Ic=`
<svg aria-hidden="true" viewBox="0 0 100 100">
  <path d="M73,50c0-12.7-10.3-23-23-23S27,37.3,27,50 M30.9,50c0-10.5,8.5-19.1,19.1-19.1S69.1,39.5,69.1,50">
    <animateTransform
       attributeName="transform"
       attributeType="XML"
       type="rotate"
       dur="1s"
       from="0 50 50"
       to="360 50 50"
       repeatCount="indefinite" />
  </path>
</svg>
`;function yc(t){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-loading-indicator-display, inline-block));
        vertical-align: middle;
        box-sizing: border-box;
        --_loading-indicator-delay: var(--media-loading-indicator-transition-delay, ${pl}ms);
      }

      #status {
        color: rgba(0,0,0,0);
        width: 0px;
        height: 0px;
      }

      :host slot[name=icon] > *,
      :host ::slotted([slot=icon]) {
        opacity: var(--media-loading-indicator-opacity, 0);
        transition: opacity 0.15s;
      }

      :host([${s.MEDIA_LOADING}]:not([${s.MEDIA_PAUSED}])) slot[name=icon] > *,
      :host([${s.MEDIA_LOADING}]:not([${s.MEDIA_PAUSED}])) ::slotted([slot=icon]) {
        opacity: var(--media-loading-indicator-opacity, 1);
        transition: opacity 0.15s var(--_loading-indicator-delay);
      }

      :host #status {
        visibility: var(--media-loading-indicator-opacity, hidden);
        transition: visibility 0.15s;
      }

      :host([${s.MEDIA_LOADING}]:not([${s.MEDIA_PAUSED}])) #status {
        visibility: var(--media-loading-indicator-opacity, visible);
        transition: visibility 0.15s var(--_loading-indicator-delay);
      }

      svg, img, ::slotted(svg), ::slotted(img) {
        width: var(--media-loading-indicator-icon-width);
        height: var(--media-loading-indicator-icon-height, 100px);
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        vertical-align: middle;
      }
    </style>

    <slot name="icon">${Ic}</slot>
    <div id="status" role="status" aria-live="polite">${f("media loading")}</div>
  `}var Fi=class extends l.HTMLElement{constructor(){if(super(),hl(this,De,void 0),hl(this,mr,pl),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER,s.MEDIA_PAUSED,s.MEDIA_LOADING,hr.LOADING_DELAY]}attributeChangedCallback(e,i,a){var r,n,o,d,c;e===hr.LOADING_DELAY&&i!==a?this.loadingDelay=Number(a):e===S.MEDIA_CONTROLLER&&(i&&((n=(r=Wi(this,De))==null?void 0:r.unassociateElement)==null||n.call(r,this),$i(this,De,null)),a&&this.isConnected&&($i(this,De,(o=this.getRootNode())==null?void 0:o.getElementById(a)),(c=(d=Wi(this,De))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i,a;let r=this.getAttribute(S.MEDIA_CONTROLLER);r&&($i(this,De,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(a=(i=Wi(this,De))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=Wi(this,De))==null?void 0:e.unassociateElement)==null||i.call(e,this),$i(this,De,null)}get loadingDelay(){return Wi(this,mr)}set loadingDelay(e){$i(this,mr,e);let{style:i}=P(this.shadowRoot,":host");i.setProperty("--_loading-indicator-delay",`var(--media-loading-indicator-transition-delay, ${e}ms)`)}get mediaPaused(){return I(this,s.MEDIA_PAUSED)}set mediaPaused(e){y(this,s.MEDIA_PAUSED,e)}get mediaLoading(){return I(this,s.MEDIA_LOADING)}set mediaLoading(e){y(this,s.MEDIA_LOADING,e)}get mediaController(){return R(this,S.MEDIA_CONTROLLER)}set mediaController(e){L(this,S.MEDIA_CONTROLLER,e)}get noAutohide(){return I(this,hr.NO_AUTOHIDE)}set noAutohide(e){y(this,hr.NO_AUTOHIDE,e)}};De=new WeakMap;mr=new WeakMap;Fi.shadowRootOptions={mode:"open"};Fi.getTemplateHTML=yc;l.customElements.get("media-loading-indicator")||l.customElements.define("media-loading-indicator",Fi);var it=class extends Event{constructor({action:e="auto",relatedTarget:i,...a}){super("invoke",a),this.action=e,this.relatedTarget=i}},pr=class extends Event{constructor({newState:e,oldState:i,...a}){super("toggle",a),this.newState=e,this.oldState=i}};var Nn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},ie=(t,e,i)=>(Nn(t,e,"read from private field"),i?i.call(t):e.get(t)),Be=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Cn=(t,e,i,a)=>(Nn(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Zt=(t,e,i)=>(Nn(t,e,"access private method"),i),vr,Vi,xn,vl,fr,Hn,Wn,El,Ce,zt,On,Er,Un;function kc(t){return`
    <style>
      :host {
        transition: var(--media-menu-item-transition,
          background .15s linear,
          opacity .2s ease-in-out
        );
        outline: var(--media-menu-item-outline, 0);
        outline-offset: var(--media-menu-item-outline-offset, -1px);
        cursor: var(--media-cursor, pointer);
        display: flex;
        align-items: center;
        align-self: stretch;
        justify-self: stretch;
        white-space: nowrap;
        white-space-collapse: collapse;
        text-wrap: nowrap;
        padding: .4em .8em .4em 1em;
      }

      :host(:focus-visible) {
        box-shadow: var(--media-menu-item-focus-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: var(--media-menu-item-hover-outline, 0);
        outline-offset: var(--media-menu-item-hover-outline-offset,  var(--media-menu-item-outline-offset, -1px));
      }

      :host(:hover) {
        cursor: var(--media-cursor, pointer);
        background: var(--media-menu-item-hover-background, rgb(92 92 102 / .5));
        outline: var(--media-menu-item-hover-outline);
        outline-offset: var(--media-menu-item-hover-outline-offset,  var(--media-menu-item-outline-offset, -1px));
      }

      :host([aria-checked="true"]) {
        background: var(--media-menu-item-checked-background);
      }

      :host([hidden]) {
        display: none;
      }

      :host([disabled]) {
        pointer-events: none;
        color: rgba(255, 255, 255, .3);
      }

      slot:not([name]) {
        width: 100%;
      }

      slot:not([name="submenu"]) {
        display: inline-flex;
        align-items: center;
        transition: inherit;
        opacity: var(--media-menu-item-opacity, 1);
      }

      slot[name="description"] {
        justify-content: end;
      }

      slot[name="description"] > span {
        display: inline-block;
        margin-inline: 1em .2em;
        max-width: var(--media-menu-item-description-max-width, 100px);
        text-overflow: ellipsis;
        overflow: hidden;
        font-size: .8em;
        font-weight: 400;
        text-align: right;
        position: relative;
        top: .04em;
      }

      slot[name="checked-indicator"] {
        display: none;
      }

      :host(:is([role="menuitemradio"],[role="menuitemcheckbox"])) slot[name="checked-indicator"] {
        display: var(--media-menu-item-checked-indicator-display, inline-block);
      }

      
      svg, img, ::slotted(svg), ::slotted(img) {
        height: var(--media-menu-item-icon-height, var(--media-control-height, 24px));
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        display: block;
      }

      
      [part~="indicator"],
      ::slotted([part~="indicator"]) {
        fill: var(--media-menu-item-indicator-fill,
          var(--media-icon-color, var(--media-primary-color, rgb(238 238 238))));
        height: var(--media-menu-item-indicator-height, 1.25em);
        margin-right: .5ch;
      }

      [part~="checked-indicator"] {
        visibility: hidden;
      }

      :host([aria-checked="true"]) [part~="checked-indicator"] {
        visibility: visible;
      }
    </style>
    <slot name="checked-indicator">
      <svg aria-hidden="true" viewBox="0 1 24 24" part="checked-indicator indicator">
        <path d="m10 15.17 9.193-9.191 1.414 1.414-10.606 10.606-6.364-6.364 1.414-1.414 4.95 4.95Z"/>
      </svg>
    </slot>
    <slot name="prefix"></slot>
    <slot></slot>
    <slot name="description"></slot>
    <slot name="suffix">
      ${this.getSuffixSlotInnerHTML(t)}
    </slot>
    <slot name="submenu"></slot>
  `}function wc(t){return""}var he={TYPE:"type",VALUE:"value",CHECKED:"checked",DISABLED:"disabled"},Xt=class extends l.HTMLElement{constructor(){if(super(),Be(this,xn),Be(this,fr),Be(this,Wn),Be(this,Er),Be(this,vr,!1),Be(this,Vi,void 0),Be(this,Ce,()=>{var e,i;this.submenuElement.items&&this.setAttribute("submenusize",`${this.submenuElement.items.length}`);let a=this.shadowRoot.querySelector('slot[name="description"]'),r=(e=this.submenuElement.checkedItems)==null?void 0:e[0],n=(i=r?.dataset.description)!=null?i:r?.text,o=U.createElement("span");o.textContent=n??"",a.replaceChildren(o)}),Be(this,zt,e=>{let{key:i}=e;if(!this.keysUsed.includes(i)){this.removeEventListener("keyup",ie(this,zt));return}this.handleClick(e)}),Be(this,On,e=>{let{metaKey:i,altKey:a,key:r}=e;if(i||a||!this.keysUsed.includes(r)){this.removeEventListener("keyup",ie(this,zt));return}this.addEventListener("keyup",ie(this,zt),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[he.TYPE,he.DISABLED,he.CHECKED,he.VALUE]}enable(){this.hasAttribute("tabindex")||this.setAttribute("tabindex","-1"),Bi(this)&&!this.hasAttribute("aria-checked")&&this.setAttribute("aria-checked","false"),this.addEventListener("click",this),this.addEventListener("keydown",this)}disable(){this.removeAttribute("tabindex"),this.removeEventListener("click",this),this.removeEventListener("keydown",this),this.removeEventListener("keyup",this)}handleEvent(e){switch(e.type){case"slotchange":Zt(this,xn,vl).call(this,e);break;case"click":this.handleClick(e);break;case"keydown":ie(this,On).call(this,e);break;case"keyup":ie(this,zt).call(this,e);break}}attributeChangedCallback(e,i,a){e===he.CHECKED&&Bi(this)&&!ie(this,vr)?this.setAttribute("aria-checked",a!=null?"true":"false"):e===he.TYPE&&a!==i?this.role="menuitem"+a:e===he.DISABLED&&a!==i&&(a==null?this.enable():this.disable())}connectedCallback(){this.hasAttribute(he.DISABLED)||this.enable(),this.role="menuitem"+this.type,Cn(this,Vi,Pn(this,this.parentNode)),Zt(this,Er,Un).call(this),this.submenuElement&&Zt(this,fr,Hn).call(this),this.shadowRoot.addEventListener("slotchange",this)}disconnectedCallback(){this.disable(),Zt(this,Er,Un).call(this),Cn(this,Vi,null),this.shadowRoot.removeEventListener("slotchange",this)}get invokeTarget(){return this.getAttribute("invoketarget")}set invokeTarget(e){this.setAttribute("invoketarget",`${e}`)}get invokeTargetElement(){var e;return this.invokeTarget?(e=st(this))==null?void 0:e.querySelector(`#${this.invokeTarget}`):this.submenuElement}get submenuElement(){return this.shadowRoot.querySelector('slot[name="submenu"]').assignedElements({flatten:!0})[0]}get type(){var e;return(e=this.getAttribute(he.TYPE))!=null?e:""}set type(e){this.setAttribute(he.TYPE,`${e}`)}get value(){var e;return(e=this.getAttribute(he.VALUE))!=null?e:this.text}set value(e){this.setAttribute(he.VALUE,e)}get text(){var e;return((e=this.textContent)!=null?e:"").trim()}get checked(){if(Bi(this))return this.getAttribute("aria-checked")==="true"}set checked(e){Bi(this)&&(Cn(this,vr,!0),this.setAttribute("aria-checked",e?"true":"false"),e?this.part.add("checked"):this.part.remove("checked"))}handleClick(e){Bi(this)||this.invokeTargetElement&&ee(this,e.target)&&this.invokeTargetElement.dispatchEvent(new it({relatedTarget:this}))}get keysUsed(){return["Enter"," "]}};vr=new WeakMap;Vi=new WeakMap;xn=new WeakSet;vl=function(t){let e=t.target;if(!e?.name)for(let a of e.assignedNodes({flatten:!0}))a instanceof Text&&a.textContent.trim()===""&&a.remove();e.name==="submenu"&&(this.submenuElement?Zt(this,fr,Hn).call(this):Zt(this,Wn,El).call(this))};fr=new WeakSet;Hn=async function(){this.setAttribute("aria-haspopup","menu"),this.setAttribute("aria-expanded",`${!this.submenuElement.hidden}`),this.submenuElement.addEventListener("change",ie(this,Ce)),this.submenuElement.addEventListener("addmenuitem",ie(this,Ce)),this.submenuElement.addEventListener("removemenuitem",ie(this,Ce)),ie(this,Ce).call(this)};Wn=new WeakSet;El=function(){this.removeAttribute("aria-haspopup"),this.removeAttribute("aria-expanded"),this.submenuElement.removeEventListener("change",ie(this,Ce)),this.submenuElement.removeEventListener("addmenuitem",ie(this,Ce)),this.submenuElement.removeEventListener("removemenuitem",ie(this,Ce)),ie(this,Ce).call(this)};Ce=new WeakMap;zt=new WeakMap;On=new WeakMap;Er=new WeakSet;Un=function(){var t;let e=(t=ie(this,Vi))==null?void 0:t.radioGroupItems;if(!e)return;let i=e.filter(a=>a.getAttribute("aria-checked")==="true").pop();i||(i=e[0]);for(let a of e)a.setAttribute("aria-checked","false");i?.setAttribute("aria-checked","true")};Xt.shadowRootOptions={mode:"open"};Xt.getTemplateHTML=kc;Xt.getSuffixSlotInnerHTML=wc;function Bi(t){return t.type==="radio"||t.type==="checkbox"}function Pn(t,e){if(!t)return null;let{host:i}=t.getRootNode();return!e&&i?Pn(t,i):e?.items?e:Pn(e,e?.parentNode)}l.customElements.get("media-chrome-menu-item")||l.customElements.define("media-chrome-menu-item",Xt);function fl({anchor:t,floating:e,placement:i}){let a=Mc({anchor:t,floating:e}),{x:r,y:n}=Rc(a,i);return{x:r,y:n}}function Mc({anchor:t,floating:e}){return{anchor:Lc(t,e.offsetParent),floating:{x:0,y:0,width:e.offsetWidth,height:e.offsetHeight}}}function Lc(t,e){var i;let a=t.getBoundingClientRect(),r=(i=e?.getBoundingClientRect())!=null?i:{x:0,y:0};return{x:a.x-r.x,y:a.y-r.y,width:a.width,height:a.height}}function Rc({anchor:t,floating:e},i){let a=Dc(i)==="x"?"y":"x",r=a==="y"?"height":"width",n=gl(i),o=t.x+t.width/2-e.width/2,d=t.y+t.height/2-e.height/2,c=t[r]/2-e[r]/2,_;switch(n){case"top":_={x:o,y:t.y-e.height};break;case"bottom":_={x:o,y:t.y+t.height};break;case"right":_={x:t.x+t.width,y:d};break;case"left":_={x:t.x-e.width,y:d};break;default:_={x:t.x,y:t.y}}switch(i.split("-")[1]){case"start":_[a]-=c;break;case"end":_[a]+=c;break}return _}function gl(t){return t.split("-")[0]}function Dc(t){return["top","bottom"].includes(gl(t))?"y":"x"}var Xn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},D=(t,e,i)=>(Xn(t,e,"read from private field"),i?i.call(t):e.get(t)),x=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},me=(t,e,i,a)=>(Xn(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),O=(t,e,i)=>(Xn(t,e,"access private method"),i),xe,at,Ve,gr,Ki,_t,Yi,$n,_l,Ar,Jn,Tr,_r,Fn,Bn,bl,Vn,Al,Kn,Tl,Jt,jt,ei,Qi,Sr,jn,Gn,Sl,es,Il,qn,yl,ts,kl,Yn,wl,Qn,Ml,Gi,Ir,zn,Ll,qi,yr,br,Zn;function is({type:t,text:e,value:i,checked:a}){let r=U.createElement("media-chrome-menu-item");r.type=t??"",r.part.add("menu-item"),t&&r.part.add(t),r.value=i,r.checked=a;let n=U.createElement("span");return n.textContent=e,r.append(n),r}function as(t,e){let i=t.querySelector(`:scope > [slot="${e}"]`);if(i?.nodeName=="SLOT"&&(i=i.assignedElements({flatten:!0})[0]),i)return i=i.cloneNode(!0),i;let a=t.shadowRoot.querySelector(`[name="${e}"] > svg`);return a?a.cloneNode(!0):""}function Cc(t){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        --_menu-bg: rgb(20 20 30 / .8);
        background: var(--media-menu-background, var(--media-control-background, var(--media-secondary-color, var(--_menu-bg))));
        border-radius: var(--media-menu-border-radius);
        border: var(--media-menu-border, none);
        display: var(--media-menu-display, inline-flex) !important;
        
        transition: var(--media-menu-transition-in,
          visibility 0s,
          opacity .2s ease-out,
          transform .15s ease-out,
          left .2s ease-in-out,
          min-width .2s ease-in-out,
          min-height .2s ease-in-out
        ) !important;
        
        visibility: var(--media-menu-visibility, visible);
        opacity: var(--media-menu-opacity, 1);
        max-height: var(--media-menu-max-height, var(--_menu-max-height, 300px));
        transform: var(--media-menu-transform-in, translateY(0) scale(1));
        flex-direction: column;
        
        min-height: 0;
        position: relative;
        bottom: var(--_menu-bottom);
        box-sizing: border-box;
      } 

      @-moz-document url-prefix() {
        :host{
          --_menu-bg: rgb(20 20 30);
        }
      }

      :host([hidden]) {
        transition: var(--media-menu-transition-out,
          visibility .15s ease-in,
          opacity .15s ease-in,
          transform .15s ease-in
        ) !important;
        visibility: var(--media-menu-hidden-visibility, hidden);
        opacity: var(--media-menu-hidden-opacity, 0);
        max-height: var(--media-menu-hidden-max-height,
          var(--media-menu-max-height, var(--_menu-max-height, 300px)));
        transform: var(--media-menu-transform-out, translateY(2px) scale(.99));
        pointer-events: none;
      }

      :host([slot="submenu"]) {
        background: none;
        width: 100%;
        min-height: 100%;
        position: absolute;
        bottom: 0;
        right: -100%;
      }

      #container {
        display: flex;
        flex-direction: column;
        min-height: 0;
        transition: transform .2s ease-out;
        transform: translate(0, 0);
      }

      #container.has-expanded {
        transition: transform .2s ease-in;
        transform: translate(-100%, 0);
      }

      button {
        background: none;
        color: inherit;
        border: none;
        padding: 0;
        font: inherit;
        outline: inherit;
        display: inline-flex;
        align-items: center;
      }

      slot[name="header"][hidden] {
        display: none;
      }

      slot[name="header"] > *,
      slot[name="header"]::slotted(*) {
        padding: .4em .7em;
        border-bottom: 1px solid rgb(255 255 255 / .25);
        cursor: var(--media-cursor, default);
      }

      slot[name="header"] > button[part~="back"],
      slot[name="header"]::slotted(button[part~="back"]) {
        cursor: var(--media-cursor, pointer);
      }

      svg[part~="back"] {
        height: var(--media-menu-icon-height, var(--media-control-height, 24px));
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        display: block;
        margin-right: .5ch;
      }

      slot:not([name]) {
        gap: var(--media-menu-gap);
        flex-direction: var(--media-menu-flex-direction, column);
        overflow: var(--media-menu-overflow, hidden auto);
        display: flex;
        min-height: 0;
      }

      :host([role="menu"]) slot:not([name]) {
        padding-block: .4em;
      }

      slot:not([name])::slotted([role="menu"]) {
        background: none;
      }

      media-chrome-menu-item > span {
        margin-right: .5ch;
        max-width: var(--media-menu-item-max-width);
        text-overflow: ellipsis;
        overflow: hidden;
      }
    </style>
    <style id="layout-row" media="width:0">

      slot[name="header"] > *,
      slot[name="header"]::slotted(*) {
        padding: .4em .5em;
      }

      slot:not([name]) {
        gap: var(--media-menu-gap, .25em);
        flex-direction: var(--media-menu-flex-direction, row);
        padding-inline: .5em;
      }

      media-chrome-menu-item {
        padding: .3em .5em;
      }

      media-chrome-menu-item[aria-checked="true"] {
        background: var(--media-menu-item-checked-background, rgb(255 255 255 / .2));
      }

      
      media-chrome-menu-item::part(checked-indicator) {
        display: var(--media-menu-item-checked-indicator-display, none);
      }
    </style>
    <div id="container" part="container">
      <slot name="header" hidden>
        <button part="back button" aria-label="Back to previous menu">
          <slot name="back-icon">
            <svg aria-hidden="true" viewBox="0 0 20 24" part="back indicator">
              <path d="m11.88 17.585.742-.669-4.2-4.665 4.2-4.666-.743-.669-4.803 5.335 4.803 5.334Z"/>
            </svg>
          </slot>
          <slot name="title"></slot>
        </button>
      </slot>
      <slot></slot>
    </div>
    <slot name="checked-indicator" hidden></slot>
  `}var gt={STYLE:"style",HIDDEN:"hidden",DISABLED:"disabled",ANCHOR:"anchor"},bt=class extends l.HTMLElement{constructor(){if(super(),x(this,$n),x(this,Ar),x(this,_r),x(this,Bn),x(this,Vn),x(this,Kn),x(this,ei),x(this,Sr),x(this,Gn),x(this,es),x(this,qn),x(this,ts),x(this,Yn),x(this,Qn),x(this,Gi),x(this,zn),x(this,qi),x(this,br),x(this,xe,null),x(this,at,null),x(this,Ve,null),x(this,gr,new Set),x(this,Ki,void 0),x(this,_t,!1),x(this,Yi,null),x(this,Tr,()=>{let e=D(this,gr),i=new Set(this.items);for(let a of e)i.has(a)||this.dispatchEvent(new CustomEvent("removemenuitem",{detail:a}));for(let a of i)e.has(a)||this.dispatchEvent(new CustomEvent("addmenuitem",{detail:a}));me(this,gr,i)}),x(this,Jt,()=>{O(this,ei,Qi).call(this),O(this,Sr,jn).call(this,!1)}),x(this,jt,()=>{O(this,ei,Qi).call(this)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=W(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}this.container=this.shadowRoot.querySelector("#container"),this.defaultSlot=this.shadowRoot.querySelector("slot:not([name])"),me(this,Ki,new MutationObserver(D(this,Tr)))}static get observedAttributes(){return[gt.DISABLED,gt.HIDDEN,gt.STYLE,gt.ANCHOR,S.MEDIA_CONTROLLER]}static formatMenuItemText(e,i){return e}enable(){this.addEventListener("click",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this),this.addEventListener("invoke",this),this.addEventListener("toggle",this)}disable(){this.removeEventListener("click",this),this.removeEventListener("focusout",this),this.removeEventListener("keyup",this),this.removeEventListener("invoke",this),this.removeEventListener("toggle",this)}handleEvent(e){switch(e.type){case"slotchange":O(this,$n,_l).call(this,e);break;case"invoke":O(this,Bn,bl).call(this,e);break;case"click":O(this,Gn,Sl).call(this,e);break;case"toggle":O(this,qn,yl).call(this,e);break;case"focusout":O(this,Yn,wl).call(this,e);break;case"keydown":O(this,Qn,Ml).call(this,e);break}}connectedCallback(){var e,i;D(this,Ki).observe(this.defaultSlot,{childList:!0}),me(this,Yi,di(this.shadowRoot,":host")),O(this,_r,Fn).call(this),this.hasAttribute("disabled")||this.enable(),this.role||(this.role="menu"),me(this,xe,na(this)),(i=(e=D(this,xe))==null?void 0:e.associateElement)==null||i.call(e,this),this.hidden||(Ne(zi(this),D(this,Jt)),Ne(this,D(this,jt))),O(this,Ar,Jn).call(this),this.shadowRoot.addEventListener("slotchange",this)}disconnectedCallback(){var e,i;D(this,Ki).disconnect(),He(zi(this),D(this,Jt)),He(this,D(this,jt)),this.disable(),(i=(e=D(this,xe))==null?void 0:e.unassociateElement)==null||i.call(e,this),me(this,xe,null),me(this,at,null),me(this,Ve,null),this.shadowRoot.removeEventListener("slotchange",this)}attributeChangedCallback(e,i,a){var r,n,o,d;e===gt.HIDDEN&&a!==i?(D(this,_t)||me(this,_t,!0),this.hidden?O(this,Kn,Tl).call(this):O(this,Vn,Al).call(this),this.dispatchEvent(new pr({oldState:this.hidden?"open":"closed",newState:this.hidden?"closed":"open",bubbles:!0}))):e===S.MEDIA_CONTROLLER?(i&&((n=(r=D(this,xe))==null?void 0:r.unassociateElement)==null||n.call(r,this),me(this,xe,null)),a&&this.isConnected&&(me(this,xe,na(this)),(d=(o=D(this,xe))==null?void 0:o.associateElement)==null||d.call(o,this))):e===gt.DISABLED&&a!==i?a==null?this.enable():this.disable():e===gt.STYLE&&a!==i&&O(this,_r,Fn).call(this)}formatMenuItemText(e,i){return this.constructor.formatMenuItemText(e,i)}get anchor(){return this.getAttribute("anchor")}set anchor(e){this.setAttribute("anchor",`${e}`)}get anchorElement(){var e;return this.anchor?(e=st(this))==null?void 0:e.querySelector(`#${this.anchor}`):null}get items(){return this.defaultSlot.assignedElements({flatten:!0}).filter(xc)}get radioGroupItems(){return this.items.filter(e=>e.role==="menuitemradio")}get checkedItems(){return this.items.filter(e=>e.checked)}get value(){var e,i;return(i=(e=this.checkedItems[0])==null?void 0:e.value)!=null?i:""}set value(e){let i=this.items.find(a=>a.value===e);i&&O(this,br,Zn).call(this,i)}focus(){if(me(this,at,li()),this.items.length){O(this,qi,yr).call(this,this.items[0]),this.items[0].focus();return}let e=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');e?.focus()}handleSelect(e){var i;let a=O(this,Gi,Ir).call(this,e);a&&(O(this,br,Zn).call(this,a,a.type==="checkbox"),D(this,Ve)&&!this.hidden&&((i=D(this,at))==null||i.focus(),this.hidden=!0))}get keysUsed(){return["Enter","Escape","Tab"," ","ArrowDown","ArrowUp","Home","End"]}handleMove(e){var i,a;let{key:r}=e,n=this.items,o=(a=(i=O(this,Gi,Ir).call(this,e))!=null?i:O(this,zn,Ll).call(this))!=null?a:n[0],d=n.indexOf(o),c=Math.max(0,d);r==="ArrowDown"?c++:r==="ArrowUp"?c--:e.key==="Home"?c=0:e.key==="End"&&(c=n.length-1),c<0&&(c=n.length-1),c>n.length-1&&(c=0),O(this,qi,yr).call(this,n[c]),n[c].focus()}};xe=new WeakMap;at=new WeakMap;Ve=new WeakMap;gr=new WeakMap;Ki=new WeakMap;_t=new WeakMap;Yi=new WeakMap;$n=new WeakSet;_l=function(t){let e=t.target;for(let i of e.assignedNodes({flatten:!0}))i.nodeType===3&&i.textContent.trim()===""&&i.remove();["header","title"].includes(e.name)&&O(this,Ar,Jn).call(this),e.name||D(this,Tr).call(this)};Ar=new WeakSet;Jn=function(){let t=this.shadowRoot.querySelector('slot[name="header"]'),e=this.shadowRoot.querySelector('slot[name="title"]');t.hidden=e.assignedNodes().length===0&&t.assignedNodes().length===0};Tr=new WeakMap;_r=new WeakSet;Fn=function(){var t;let e=this.shadowRoot.querySelector("#layout-row"),i=(t=getComputedStyle(this).getPropertyValue("--media-menu-layout"))==null?void 0:t.trim();e.setAttribute("media",i==="row"?"":"width:0")};Bn=new WeakSet;bl=function(t){me(this,Ve,t.relatedTarget),ee(this,t.relatedTarget)||(this.hidden=!this.hidden)};Vn=new WeakSet;Al=function(){var t;(t=D(this,Ve))==null||t.setAttribute("aria-expanded","true"),this.addEventListener("transitionend",()=>this.focus(),{once:!0}),Ne(zi(this),D(this,Jt)),Ne(this,D(this,jt))};Kn=new WeakSet;Tl=function(){var t;(t=D(this,Ve))==null||t.setAttribute("aria-expanded","false"),He(zi(this),D(this,Jt)),He(this,D(this,jt))};Jt=new WeakMap;jt=new WeakMap;ei=new WeakSet;Qi=function(t){if(this.hasAttribute("mediacontroller")&&!this.anchor||this.hidden||!this.anchorElement)return;let{x:e,y:i}=fl({anchor:this.anchorElement,floating:this,placement:"top-start"});t??(t=this.offsetWidth);let r=zi(this).getBoundingClientRect(),n=r.width-e-t,o=r.height-i-this.offsetHeight,{style:d}=D(this,Yi);d.setProperty("position","absolute"),d.setProperty("right",`${Math.max(0,n)}px`),d.setProperty("--_menu-bottom",`${o}px`);let c=getComputedStyle(this),T=d.getPropertyValue("--_menu-bottom")===c.bottom?o:parseFloat(c.bottom),A=r.height-T-parseFloat(c.marginBottom);this.style.setProperty("--_menu-max-height",`${A}px`)};Sr=new WeakSet;jn=function(t){let e=this.querySelector('[role="menuitem"][aria-haspopup][aria-expanded="true"]'),i=e?.querySelector('[role="menu"]'),{style:a}=D(this,Yi);if(t||a.setProperty("--media-menu-transition-in","none"),i){let r=i.offsetHeight,n=Math.max(i.offsetWidth,e.offsetWidth);this.style.setProperty("min-width",`${n}px`),this.style.setProperty("min-height",`${r}px`),O(this,ei,Qi).call(this,n)}else this.style.removeProperty("min-width"),this.style.removeProperty("min-height"),O(this,ei,Qi).call(this);a.removeProperty("--media-menu-transition-in")};Gn=new WeakSet;Sl=function(t){var e;if(t.stopPropagation(),t.composedPath().includes(D(this,es,Il))){(e=D(this,at))==null||e.focus(),this.hidden=!0;return}let i=O(this,Gi,Ir).call(this,t);!i||i.hasAttribute("disabled")||(O(this,qi,yr).call(this,i),this.handleSelect(t))};es=new WeakSet;Il=function(){var t;return(t=this.shadowRoot.querySelector('slot[name="header"]').assignedElements({flatten:!0}))==null?void 0:t.find(i=>i.matches('button[part~="back"]'))};qn=new WeakSet;yl=function(t){if(t.target===this)return;O(this,ts,kl).call(this);let e=Array.from(this.querySelectorAll('[role="menuitem"][aria-haspopup]'));for(let i of e)i.invokeTargetElement!=t.target&&t.newState=="open"&&i.getAttribute("aria-expanded")=="true"&&!i.invokeTargetElement.hidden&&i.invokeTargetElement.dispatchEvent(new it({relatedTarget:i}));for(let i of e)i.setAttribute("aria-expanded",`${!i.submenuElement.hidden}`);O(this,Sr,jn).call(this,!0)};ts=new WeakSet;kl=function(){let e=this.querySelector('[role="menuitem"] > [role="menu"]:not([hidden])');this.container.classList.toggle("has-expanded",!!e)};Yn=new WeakSet;wl=function(t){var e;ee(this,t.relatedTarget)||(D(this,_t)&&((e=D(this,at))==null||e.focus()),D(this,Ve)&&D(this,Ve)!==t.relatedTarget&&!this.hidden&&(this.hidden=!0))};Qn=new WeakSet;Ml=function(t){var e,i,a,r,n;let{key:o,ctrlKey:d,altKey:c,metaKey:_}=t;if(!(d||c||_)&&this.keysUsed.includes(o))if(t.preventDefault(),t.stopPropagation(),o==="Tab"){if(D(this,_t)){this.hidden=!0;return}t.shiftKey?(i=(e=this.previousElementSibling)==null?void 0:e.focus)==null||i.call(e):(r=(a=this.nextElementSibling)==null?void 0:a.focus)==null||r.call(a),this.blur()}else o==="Escape"?((n=D(this,at))==null||n.focus(),D(this,_t)&&(this.hidden=!0)):o==="Enter"||o===" "?this.handleSelect(t):this.handleMove(t)};Gi=new WeakSet;Ir=function(t){return t.composedPath().find(e=>["menuitemradio","menuitemcheckbox"].includes(e.role))};zn=new WeakSet;Ll=function(){return this.items.find(t=>t.tabIndex===0)};qi=new WeakSet;yr=function(t){for(let e of this.items)e.tabIndex=e===t?0:-1};br=new WeakSet;Zn=function(t,e){let i=[...this.checkedItems];t.type==="radio"&&this.radioGroupItems.forEach(a=>a.checked=!1),e?t.checked=!t.checked:t.checked=!0,this.checkedItems.some((a,r)=>a!=i[r])&&this.dispatchEvent(new Event("change",{bubbles:!0,composed:!0}))};bt.shadowRootOptions={mode:"open"};bt.getTemplateHTML=Cc;function xc(t){return["menuitem","menuitemradio","menuitemcheckbox"].includes(t?.role)}function zi(t){var e;return(e=t.getAttribute("bounds")?Ae(t,`#${t.getAttribute("bounds")}`):qe(t)||t.parentElement)!=null?e:t}l.customElements.get("media-chrome-menu")||l.customElements.define("media-chrome-menu",bt);var ss=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Ke=(t,e,i)=>(ss(t,e,"read from private field"),i?i.call(t):e.get(t)),kr=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Rl=(t,e,i,a)=>(ss(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ti=(t,e,i)=>(ss(t,e,"access private method"),i),Zi,Oe,ii,Xi,wr,rs,ns=class extends bt{constructor(){super(...arguments),kr(this,ii),kr(this,wr),kr(this,Zi,[]),kr(this,Oe,{})}static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_RENDITION_LIST,s.MEDIA_RENDITION_SELECTED,s.MEDIA_RENDITION_UNAVAILABLE,s.MEDIA_HEIGHT,s.MEDIA_WIDTH]}static formatMenuItemText(e,i){return super.formatMenuItemText(e,i)}static formatRendition(e,{showBitrate:i=!1}={}){let a=`${Math.min(e.width,e.height)}p`;if(i&&e.bitrate){let r=e.bitrate/1e6,n=`${r.toFixed(r<1?1:0)} Mbps`;return`${a} (${n})`}return this.formatMenuItemText(a,e)}static compareRendition(e,i){var a,r;return i.height===e.height?((a=i.bitrate)!=null?a:0)-((r=e.bitrate)!=null?r:0):i.height-e.height}attributeChangedCallback(e,i,a){if(super.attributeChangedCallback(e,i,a),i!==a)switch(e){case s.MEDIA_RENDITION_SELECTED:this.value=a??"auto",ti(this,ii,Xi).call(this);break;case s.MEDIA_RENDITION_LIST:Rl(this,Zi,no(a)),ti(this,ii,Xi).call(this);break;case s.MEDIA_HEIGHT:case s.MEDIA_WIDTH:ti(this,ii,Xi).call(this);break}}connectedCallback(){super.connectedCallback(),this.addEventListener("change",ti(this,wr,rs))}disconnectedCallback(){super.disconnectedCallback(),this.removeEventListener("change",ti(this,wr,rs))}get anchorElement(){return this.anchor!=="auto"?super.anchorElement:qe(this).querySelector("media-rendition-menu-button")}get mediaRenditionList(){return Ke(this,Zi)}set mediaRenditionList(e){Rl(this,Zi,e),ti(this,ii,Xi).call(this)}get mediaRenditionSelected(){return R(this,s.MEDIA_RENDITION_SELECTED)}set mediaRenditionSelected(e){L(this,s.MEDIA_RENDITION_SELECTED,e)}get mediaHeight(){return Y(this,s.MEDIA_HEIGHT)}set mediaHeight(e){Q(this,s.MEDIA_HEIGHT,e)}get mediaWidth(){return Y(this,s.MEDIA_WIDTH)}set mediaWidth(e){Q(this,s.MEDIA_WIDTH,e)}compareRendition(e,i){return this.constructor.compareRendition(e,i)}formatMenuItemText(e,i){return this.constructor.formatMenuItemText(e,i)}formatRendition(e,i){return this.constructor.formatRendition(e,i)}showRenditionBitrate(e){return this.mediaRenditionList.some(i=>i!==e&&i.height===e.height&&i.bitrate!==e.bitrate)}};Zi=new WeakMap;Oe=new WeakMap;ii=new WeakSet;Xi=function(){let t=!this.mediaRenditionSelected;if(Ke(this,Oe).mediaRenditionList===JSON.stringify(this.mediaRenditionList)&&Ke(this,Oe).mediaHeight===this.mediaHeight&&Ke(this,Oe).mediaWidth===this.mediaWidth&&Ke(this,Oe).isAuto===t)return;Ke(this,Oe).mediaRenditionList=JSON.stringify(this.mediaRenditionList),Ke(this,Oe).mediaHeight=this.mediaHeight,Ke(this,Oe).mediaWidth=this.mediaWidth,Ke(this,Oe).isAuto=t;let e=this.mediaRenditionList.sort(this.compareRendition.bind(this)),i=e.find(o=>o.id===this.mediaRenditionSelected);for(let o of e)o.selected=o===i;this.defaultSlot.textContent="";for(let o of e){let d=this.formatRendition(o,{showBitrate:this.showRenditionBitrate(o)}),c=is({type:"radio",text:d,value:`${o.id}`,checked:o.selected&&!t});c.prepend(as(this,"checked-indicator")),this.defaultSlot.append(c)}let a=i&&this.showRenditionBitrate(i),r;t&&(i?r=this.formatMenuItemText(`${f("Auto")} \u2022 ${this.formatRendition(i,{showBitrate:a})}`,i):this.mediaHeight>0&&this.mediaWidth>0&&(r=this.formatMenuItemText(`${f("Auto")} (${Math.min(this.mediaWidth,this.mediaHeight)}p)`))),r||(r=this.formatMenuItemText(f("Auto")));let n=is({type:"radio",text:r,value:"auto",checked:t});n.dataset.description=r,n.prepend(as(this,"checked-indicator")),this.defaultSlot.append(n)};wr=new WeakSet;rs=function(){if(this.value==null)return;let t=new l.CustomEvent(h.MEDIA_RENDITION_REQUEST,{composed:!0,bubbles:!0,detail:this.value});this.dispatchEvent(t)};l.customElements.get("media-rendition-menu")||l.customElements.define("media-rendition-menu",ns);var Ji=class extends B{connectedCallback(){super.connectedCallback(),this.invokeTargetElement&&this.setAttribute("aria-haspopup","menu")}get invokeTarget(){return this.getAttribute("invoketarget")}set invokeTarget(e){this.setAttribute("invoketarget",`${e}`)}get invokeTargetElement(){var e;return this.invokeTarget?(e=st(this))==null?void 0:e.querySelector(`#${this.invokeTarget}`):null}handleClick(){var e;(e=this.invokeTargetElement)==null||e.dispatchEvent(new it({relatedTarget:this}))}};l.customElements.get("media-chrome-menu-button")||l.customElements.define("media-chrome-menu-button",Ji);var Oc=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M13.5 2.5h2v6h-2v-2h-11v-2h11v-2Zm4 2h4v2h-4v-2Zm-12 4h2v6h-2v-2h-3v-2h3v-2Zm4 2h12v2h-12v-2Zm1 4h2v6h-2v-2h-8v-2h8v-2Zm4 2h7v2h-7v-2Z" />
</svg>`;function Uc(){return`
    <style>
      :host([aria-expanded="true"]) slot[name=tooltip] {
        display: none;
      }
    </style>
    <slot name="icon">${Oc}</slot>
  `}function Pc(){return f("Quality")}var ji=class extends Ji{static get observedAttributes(){return[...super.observedAttributes,s.MEDIA_RENDITION_SELECTED,s.MEDIA_RENDITION_UNAVAILABLE,s.MEDIA_HEIGHT]}connectedCallback(){super.connectedCallback(),this.setAttribute("aria-label",f("quality"))}get invokeTargetElement(){return this.invokeTarget!=null?super.invokeTargetElement:qe(this).querySelector("media-rendition-menu")}get mediaRenditionSelected(){return R(this,s.MEDIA_RENDITION_SELECTED)}set mediaRenditionSelected(e){L(this,s.MEDIA_RENDITION_SELECTED,e)}get mediaHeight(){return Y(this,s.MEDIA_HEIGHT)}set mediaHeight(e){Q(this,s.MEDIA_HEIGHT,e)}};ji.getSlotTemplateHTML=Uc;ji.getTooltipContentHTML=Pc;l.customElements.get("media-rendition-menu-button")||l.customElements.define("media-rendition-menu-button",ji);
