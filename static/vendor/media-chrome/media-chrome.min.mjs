/* media-chrome 4.19.4, MIT */
var qi=class{addEventListener(){}removeEventListener(){}dispatchEvent(){return!0}},Yi=class extends qi{},Qi=class extends Yi{constructor(){super(...arguments),this.role=null}},fr=class{observe(){}unobserve(){}disconnect(){}},pn={createElement:function(){return new jt.HTMLElement},createElementNS:function(){return new jt.HTMLElement},addEventListener(){},removeEventListener(){},dispatchEvent(t){return!1}},jt={ResizeObserver:fr,document:pn,Node:Yi,Element:Qi,HTMLElement:class extends Qi{constructor(){super(...arguments),this.innerHTML=""}get content(){return new jt.DocumentFragment}},DocumentFragment:class extends qi{},customElements:{get:function(){},define:function(){},whenDefined:function(){}},localStorage:{getItem(t){return null},setItem(t,e){},removeItem(t){}},CustomEvent:function(){},getComputedStyle:function(){},navigator:{languages:[],get userAgent(){return""}},matchMedia(t){return{matches:!1,media:t}},DOMParser:class{parseFromString(e,i){return{body:{textContent:e}}}}},vn="global"in globalThis&&globalThis?.global===globalThis||typeof window>"u"||typeof window.customElements>"u",En=Object.keys(jt).every(t=>t in globalThis),l=vn&&!En?jt:globalThis,H=vn&&!En?pn:globalThis.document;var h={MEDIA_PLAY_REQUEST:"mediaplayrequest",MEDIA_PAUSE_REQUEST:"mediapauserequest",MEDIA_MUTE_REQUEST:"mediamuterequest",MEDIA_UNMUTE_REQUEST:"mediaunmuterequest",MEDIA_LOOP_REQUEST:"medialooprequest",MEDIA_VOLUME_REQUEST:"mediavolumerequest",MEDIA_SEEK_REQUEST:"mediaseekrequest",MEDIA_AIRPLAY_REQUEST:"mediaairplayrequest",MEDIA_ENTER_FULLSCREEN_REQUEST:"mediaenterfullscreenrequest",MEDIA_EXIT_FULLSCREEN_REQUEST:"mediaexitfullscreenrequest",MEDIA_PREVIEW_REQUEST:"mediapreviewrequest",MEDIA_ENTER_PIP_REQUEST:"mediaenterpiprequest",MEDIA_EXIT_PIP_REQUEST:"mediaexitpiprequest",MEDIA_ENTER_CAST_REQUEST:"mediaentercastrequest",MEDIA_EXIT_CAST_REQUEST:"mediaexitcastrequest",MEDIA_SHOW_TEXT_TRACKS_REQUEST:"mediashowtexttracksrequest",MEDIA_HIDE_TEXT_TRACKS_REQUEST:"mediahidetexttracksrequest",MEDIA_SHOW_SUBTITLES_REQUEST:"mediashowsubtitlesrequest",MEDIA_DISABLE_SUBTITLES_REQUEST:"mediadisablesubtitlesrequest",MEDIA_TOGGLE_SUBTITLES_REQUEST:"mediatogglesubtitlesrequest",MEDIA_PLAYBACK_RATE_REQUEST:"mediaplaybackraterequest",MEDIA_RENDITION_REQUEST:"mediarenditionrequest",MEDIA_AUDIO_TRACK_REQUEST:"mediaaudiotrackrequest",MEDIA_SEEK_TO_LIVE_REQUEST:"mediaseektoliverequest",REGISTER_MEDIA_STATE_RECEIVER:"registermediastatereceiver",UNREGISTER_MEDIA_STATE_RECEIVER:"unregistermediastatereceiver"},S={MEDIA_CHROME_ATTRIBUTES:"mediachromeattributes",MEDIA_CONTROLLER:"mediacontroller"},gr={MEDIA_AIRPLAY_UNAVAILABLE:"mediaAirplayUnavailable",MEDIA_AUDIO_TRACK_ENABLED:"mediaAudioTrackEnabled",MEDIA_AUDIO_TRACK_LIST:"mediaAudioTrackList",MEDIA_AUDIO_TRACK_UNAVAILABLE:"mediaAudioTrackUnavailable",MEDIA_BUFFERED:"mediaBuffered",MEDIA_CAST_UNAVAILABLE:"mediaCastUnavailable",MEDIA_CHAPTERS_CUES:"mediaChaptersCues",MEDIA_CURRENT_TIME:"mediaCurrentTime",MEDIA_DURATION:"mediaDuration",MEDIA_ENDED:"mediaEnded",MEDIA_ERROR:"mediaError",MEDIA_ERROR_CODE:"mediaErrorCode",MEDIA_ERROR_MESSAGE:"mediaErrorMessage",MEDIA_FULLSCREEN_UNAVAILABLE:"mediaFullscreenUnavailable",MEDIA_HAS_PLAYED:"mediaHasPlayed",MEDIA_HEIGHT:"mediaHeight",MEDIA_IS_AIRPLAYING:"mediaIsAirplaying",MEDIA_IS_CASTING:"mediaIsCasting",MEDIA_IS_FULLSCREEN:"mediaIsFullscreen",MEDIA_IS_PIP:"mediaIsPip",MEDIA_LOADING:"mediaLoading",MEDIA_MUTED:"mediaMuted",MEDIA_LOOP:"mediaLoop",MEDIA_PAUSED:"mediaPaused",MEDIA_PIP_UNAVAILABLE:"mediaPipUnavailable",MEDIA_PLAYBACK_RATE:"mediaPlaybackRate",MEDIA_PREVIEW_CHAPTER:"mediaPreviewChapter",MEDIA_PREVIEW_COORDS:"mediaPreviewCoords",MEDIA_PREVIEW_IMAGE:"mediaPreviewImage",MEDIA_PREVIEW_TIME:"mediaPreviewTime",MEDIA_RENDITION_LIST:"mediaRenditionList",MEDIA_RENDITION_SELECTED:"mediaRenditionSelected",MEDIA_RENDITION_UNAVAILABLE:"mediaRenditionUnavailable",MEDIA_SEEKABLE:"mediaSeekable",MEDIA_STREAM_TYPE:"mediaStreamType",MEDIA_SUBTITLES_LIST:"mediaSubtitlesList",MEDIA_SUBTITLES_SHOWING:"mediaSubtitlesShowing",MEDIA_TARGET_LIVE_WINDOW:"mediaTargetLiveWindow",MEDIA_TIME_IS_LIVE:"mediaTimeIsLive",MEDIA_VOLUME:"mediaVolume",MEDIA_VOLUME_LEVEL:"mediaVolumeLevel",MEDIA_VOLUME_UNAVAILABLE:"mediaVolumeUnavailable",MEDIA_LANG:"mediaLang",MEDIA_WIDTH:"mediaWidth"},fn=Object.entries(gr),n=fn.reduce((t,[e,i])=>(t[e]=i.toLowerCase(),t),{}),fl={USER_INACTIVE_CHANGE:"userinactivechange",BREAKPOINTS_CHANGE:"breakpointchange",BREAKPOINTS_COMPUTED:"breakpointscomputed"},et=fn.reduce((t,[e,i])=>(t[e]=i.toLowerCase(),t),{...fl}),gc=Object.entries(et).reduce((t,[e,i])=>{let a=n[e];return a&&(t[i]=a),t},{userinactivechange:"userinactive"}),gn=Object.entries(n).reduce((t,[e,i])=>{let a=et[e];return a&&(t[i]=a),t},{userinactive:"userinactivechange"}),te={SUBTITLES:"subtitles",CAPTIONS:"captions",DESCRIPTIONS:"descriptions",CHAPTERS:"chapters",METADATA:"metadata"},$e={DISABLED:"disabled",HIDDEN:"hidden",SHOWING:"showing"};var zi={MOUSE:"mouse",PEN:"pen",TOUCH:"touch"},ie={UNAVAILABLE:"unavailable",UNSUPPORTED:"unsupported"},re={LIVE:"live",ON_DEMAND:"on-demand",UNKNOWN:"unknown"};var _n={INLINE:"inline",FULLSCREEN:"fullscreen",PICTURE_IN_PICTURE:"picture-in-picture"};var bn=new WeakMap,_r=t=>{let e=bn.get(t);return e||bn.set(t,e=new Set),e},An=new l.ResizeObserver(t=>{for(let e of t)for(let i of _r(e.target))i(e)});function Oe(t,e){_r(t).add(e),An.observe(t)}function Ue(t,e){let i=_r(t);i.delete(e),i.size||An.unobserve(t)}function F(t){let e={};for(let i of t)e[i.name]=i.value;return e}function Be(t){var e;return(e=Zi(t))!=null?e:_e(t,"media-controller")}function Zi(t){var e;let{MEDIA_CONTROLLER:i}=S,a=t.getAttribute(i);if(a)return(e=ti(t))==null?void 0:e.getElementById(a)}var oe=(t,e)=>!t||!e?!1:t?.contains(e)?!0:oe(t,e.getRootNode().host),_e=(t,e)=>{if(!t)return null;let i=t.closest(e);return i||_e(t.getRootNode().host,e)};function ei(t=document){var e;let i=t?.activeElement;return i?(e=ei(i.shadowRoot))!=null?e:i:null}function ti(t){var e;let i=(e=t?.getRootNode)==null?void 0:e.call(t);return i instanceof ShadowRoot||i instanceof Document?i:null}function Xi(t,{depth:e=3,checkOpacity:i=!0,checkVisibilityCSS:a=!0}={}){if(t.checkVisibility)return t.checkVisibility({checkOpacity:i,checkVisibilityCSS:a});let r=t;for(;r&&e>0;){let o=getComputedStyle(r);if(i&&o.opacity==="0"||a&&o.visibility==="hidden"||o.display==="none")return!1;r=r.parentElement,e--}return!0}function Tn(t,e,i,a){let r=a.x-i.x,o=a.y-i.y,s=r*r+o*o;if(s===0)return 0;let d=((t-i.x)*r+(e-i.y)*o)/s;return Math.max(0,Math.min(1,d))}function U(t,e){let i=gl(t,a=>a===e);return i||ii(t,e)}function gl(t,e){var i,a;let r;for(r of(i=t.querySelectorAll("style:not([media])"))!=null?i:[]){let o;try{o=(a=r.sheet)==null?void 0:a.cssRules}catch{continue}for(let s of o??[])if(e(s.selectorText))return s}}function ii(t,e){var i,a;let r=(i=t.querySelectorAll("style:not([media])"))!=null?i:[],o=r?.[r.length-1];if(!o?.sheet)return console.warn("Media Chrome: No style sheet found on style tag of",t),{style:{setProperty:()=>{},removeProperty:()=>"",getPropertyValue:()=>""}};let s=o?.sheet.insertRule(`${e}{}`,o.sheet.cssRules.length);return(a=o.sheet.cssRules)==null?void 0:a[s]}function Y(t,e,i=Number.NaN){let a=t.getAttribute(e);return a!=null?+a:i}function Q(t,e,i){let a=+i;if(i==null||Number.isNaN(a)){t.hasAttribute(e)&&t.removeAttribute(e);return}Y(t,e,void 0)!==a&&t.setAttribute(e,`${a}`)}function I(t,e){return t.hasAttribute(e)}function y(t,e,i){if(i==null){t.hasAttribute(e)&&t.removeAttribute(e);return}I(t,e)!=i&&t.toggleAttribute(e,i)}function R(t,e,i=null){var a;return(a=t.getAttribute(e))!=null?a:i}function L(t,e,i){if(i==null){t.hasAttribute(e)&&t.removeAttribute(e);return}let a=`${i}`;R(t,e,void 0)!==a&&t.setAttribute(e,a)}var Sn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},me=(t,e,i)=>(Sn(t,e,"read from private field"),i?i.call(t):e.get(t)),_l=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ji=(t,e,i,a)=>(Sn(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),X;function bl(t){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-gesture-receiver-display, inline-block));
        box-sizing: border-box;
      }
    </style>
  `}var gt=class extends l.HTMLElement{constructor(){if(super(),_l(this,X,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER,n.MEDIA_PAUSED]}attributeChangedCallback(e,i,a){var r,o,s,d,c;e===S.MEDIA_CONTROLLER&&(i&&((o=(r=me(this,X))==null?void 0:r.unassociateElement)==null||o.call(r,this),Ji(this,X,null)),a&&this.isConnected&&(Ji(this,X,(s=this.getRootNode())==null?void 0:s.getElementById(a)),(c=(d=me(this,X))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i;this.tabIndex=-1,this.setAttribute("aria-hidden","true"),Ji(this,X,Al(this)),this.getAttribute(S.MEDIA_CONTROLLER)&&((i=(e=me(this,X))==null?void 0:e.associateElement)==null||i.call(e,this)),me(this,X)&&(me(this,X).addEventListener("pointerdown",this),me(this,X).addEventListener("click",this),me(this,X).hasAttribute("tabindex")||(me(this,X).tabIndex=0))}disconnectedCallback(){var e,i,a,r;this.getAttribute(S.MEDIA_CONTROLLER)&&((i=(e=me(this,X))==null?void 0:e.unassociateElement)==null||i.call(e,this)),(a=me(this,X))==null||a.removeEventListener("pointerdown",this),(r=me(this,X))==null||r.removeEventListener("click",this),Ji(this,X,null)}handleEvent(e){var i;let a=(i=e.composedPath())==null?void 0:i[0];if(["video","media-controller"].includes(a?.localName)){if(e.type==="pointerdown")this._pointerType=e.pointerType;else if(e.type==="click"){let{clientX:o,clientY:s}=e,{left:d,top:c,width:_,height:T}=this.getBoundingClientRect(),A=o-d,E=s-c;if(A<0||E<0||A>_||E>T||_===0&&T===0)return;let m=this._pointerType||"mouse";if(this._pointerType=void 0,m===zi.TOUCH){this.handleTap(e);return}else if(m===zi.MOUSE||m===zi.PEN){this.handleMouseClick(e);return}}}}get mediaPaused(){return I(this,n.MEDIA_PAUSED)}set mediaPaused(e){y(this,n.MEDIA_PAUSED,e)}handleTap(e){}handleMouseClick(e){let i=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(i,{composed:!0,bubbles:!0}))}};X=new WeakMap;gt.shadowRootOptions={mode:"open"};gt.getTemplateHTML=bl;function Al(t){var e;let i=t.getAttribute(S.MEDIA_CONTROLLER);return i?(e=t.getRootNode())==null?void 0:e.getElementById(i):_e(t,"media-controller")}l.customElements.get("media-gesture-receiver")||l.customElements.define("media-gesture-receiver",gt);var br=gt;var In={"Start airplay":"Start airplay","Stop airplay":"Stop airplay",Audio:"Audio",Captions:"Captions","Enable captions":"Enable captions","Disable captions":"Disable captions","Start casting":"Start casting","Stop casting":"Stop casting","Enter fullscreen mode":"Enter fullscreen mode","Exit fullscreen mode":"Exit fullscreen mode",Mute:"Mute",Unmute:"Unmute",Loop:"Loop","Enter picture in picture mode":"Enter picture in picture mode","Exit picture in picture mode":"Exit picture in picture mode",Play:"Play",Pause:"Pause","Playback rate":"Playback rate","Playback rate {playbackRate}":"Playback rate {playbackRate}",Quality:"Quality","Seek backward":"Seek backward","Seek forward":"Seek forward",Settings:"Settings",Auto:"Auto","audio player":"audio player","video player":"video player",volume:"volume",seek:"seek","closed captions":"closed captions","current playback rate":"current playback rate","playback time":"playback time","media loading":"media loading",settings:"settings","audio tracks":"audio tracks",quality:"quality",play:"play",pause:"pause",mute:"mute",unmute:"unmute","chapter: {chapterName}":"chapter: {chapterName}",live:"live",Off:"Off","start airplay":"start airplay","stop airplay":"stop airplay","start casting":"start casting","stop casting":"stop casting","enter fullscreen mode":"enter fullscreen mode","exit fullscreen mode":"exit fullscreen mode","enter picture in picture mode":"enter picture in picture mode","exit picture in picture mode":"exit picture in picture mode","seek to live":"seek to live","playing live":"playing live","seek back {seekOffset} seconds":"seek back {seekOffset} seconds","seek forward {seekOffset} seconds":"seek forward {seekOffset} seconds","Network Error":"Network Error","Decode Error":"Decode Error","Source Not Supported":"Source Not Supported","Encryption Error":"Encryption Error","A network error caused the media download to fail.":"A network error caused the media download to fail.","A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.":"A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.","An unsupported error occurred. The server or network failed, or your browser does not support this format.":"An unsupported error occurred. The server or network failed, or your browser does not support this format.","The media is encrypted and there are no keys to decrypt it.":"The media is encrypted and there are no keys to decrypt it.",hour:"hour",hours:"hours",minute:"minute",minutes:"minutes",second:"second",seconds:"seconds","{time} remaining":"{time} remaining","{currentTime} of {totalTime}":"{currentTime} of {totalTime}","video not loaded, unknown time.":"video not loaded, unknown time."};var yn,ai={en:In},_t=((yn=globalThis.navigator)==null?void 0:yn.language)||"en",kn=t=>{_t=t};var Tl=t=>{var e,i,a;let[r]=_t.split("-");return((e=ai[_t])==null?void 0:e[t])||((i=ai[r])==null?void 0:i[t])||((a=ai.en)==null?void 0:a[t])||t},wn=()=>{let[t]=_t.split("-");return ai[_t]?_t:ai[t]?t:"en"},f=(t,e={})=>Tl(t).replace(/\{(\w+)\}/g,(i,a)=>a in e?String(e[a]):`{${a}}`);var Ir=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},$=(t,e,i)=>(Ir(t,e,"read from private field"),i?i.call(t):e.get(t)),ee=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},pe=(t,e,i,a)=>(Ir(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ve=(t,e,i)=>(Ir(t,e,"access private method"),i),ri,ta,bt,St,Tt,Ar,At,ji,Tr,Mn,Sr,Ln,oi,ia,aa,yr,It,ni,Ve,ea,g={AUDIO:"audio",AUTOHIDE:"autohide",BREAKPOINTS:"breakpoints",GESTURES_DISABLED:"gesturesdisabled",KEYBOARD_CONTROL:"keyboardcontrol",NO_AUTOHIDE:"noautohide",USER_INACTIVE:"userinactive",AUTOHIDE_OVER_CONTROLS:"autohideovercontrols"};function Sl(t){return`
    <style>
      
      :host([${n.MEDIA_IS_FULLSCREEN}]) ::slotted([slot=media]) {
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

      
      :host([${g.USER_INACTIVE}]:not([${n.MEDIA_PAUSED}]):not([${n.MEDIA_IS_AIRPLAYING}]):not([${n.MEDIA_IS_CASTING}]):not([${g.AUDIO}])) ::slotted(:not([slot=media]):not([slot=poster]):not([${g.NO_AUTOHIDE}]):not([role=dialog])) {
        opacity: 0;
        transition: var(--media-control-transition-out, opacity 1s);
      }

      :host([${g.USER_INACTIVE}]:not([${g.NO_AUTOHIDE}]):not([${n.MEDIA_PAUSED}]):not([${n.MEDIA_IS_CASTING}]):not([${g.AUDIO}])) ::slotted([slot=media]) {
        cursor: none;
      }

      :host([${g.USER_INACTIVE}][${g.AUTOHIDE_OVER_CONTROLS}]:not([${g.NO_AUTOHIDE}]):not([${n.MEDIA_PAUSED}]):not([${n.MEDIA_IS_CASTING}]):not([${g.AUDIO}])) * {
        --media-cursor: none;
        cursor: none;
      }


      ::slotted(media-control-bar)  {
        align-self: stretch;
      }

      
      
      :host(:not([${g.AUDIO}])[${n.MEDIA_HAS_PLAYED}]) slot[name=poster],
      :host(:not([${g.AUDIO}])[${n.MEDIA_STREAM_TYPE}="${re.ON_DEMAND}"][${n.MEDIA_CURRENT_TIME}]:not([${n.MEDIA_CURRENT_TIME}="0"])) slot[name=poster] {
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
        <template shadowrootmode="${br.shadowRootOptions.mode}">
          ${br.getTemplateHTML({})}
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
  `}var Il=Object.values(n),yl="sm:384 md:576 lg:768 xl:960";function kl(t){Rn(t.target,t.contentRect.width)}function Rn(t,e){var i;if(!t.isConnected)return;let a=(i=t.getAttribute(g.BREAKPOINTS))!=null?i:yl,r=wl(a),o=Ml(r,e),s=!1;if(Object.keys(r).forEach(d=>{if(o.includes(d)){t.hasAttribute(`breakpoint${d}`)||(t.setAttribute(`breakpoint${d}`,""),s=!0);return}t.hasAttribute(`breakpoint${d}`)&&(t.removeAttribute(`breakpoint${d}`),s=!0)}),s){let d=new CustomEvent(et.BREAKPOINTS_CHANGE,{detail:o});t.dispatchEvent(d)}t.breakpointsComputed||(t.breakpointsComputed=!0,t.dispatchEvent(new CustomEvent(et.BREAKPOINTS_COMPUTED,{bubbles:!0,composed:!0})))}function wl(t){let e=t.split(/\s+/);return Object.fromEntries(e.map(i=>i.split(":")))}function Ml(t,e){return Object.keys(t).filter(i=>e>=parseInt(t[i]))}var tt=class extends l.HTMLElement{constructor(){if(super(),ee(this,Tr),ee(this,Sr),ee(this,oi),ee(this,aa),ee(this,It),ee(this,ri,void 0),ee(this,ta,0),ee(this,bt,null),ee(this,St,null),ee(this,Tt,void 0),this.breakpointsComputed=!1,ee(this,Ar,e=>{let i=this.media;for(let a of e){if(a.type!=="childList")continue;let r=a.removedNodes;for(let o of r){if(o.slot!="media"||a.target!=this)continue;let s=a.previousSibling&&a.previousSibling.previousElementSibling;if(!s||!i)this.mediaUnsetCallback(o);else{let d=s.slot!=="media";for(;(s=s.previousSibling)!==null;)s.slot=="media"&&(d=!1);d&&this.mediaUnsetCallback(o)}}if(i)for(let o of a.addedNodes)o===i&&this.handleMediaUpdated(i)}}),ee(this,At,!1),ee(this,ji,e=>{$(this,At)||(setTimeout(()=>{kl(e),pe(this,At,!1)},0),pe(this,At,!0))}),ee(this,Ve,void 0),ee(this,ea,()=>{if(!$(this,Ve).assignedElements({flatten:!0}).length){$(this,bt)&&this.mediaUnsetCallback($(this,bt));return}this.handleMediaUpdated(this.media)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}pe(this,ri,new MutationObserver($(this,Ar)))}static get observedAttributes(){return[g.AUTOHIDE,g.GESTURES_DISABLED].concat(Il).filter(e=>![n.MEDIA_RENDITION_LIST,n.MEDIA_AUDIO_TRACK_LIST,n.MEDIA_CHAPTERS_CUES,n.MEDIA_WIDTH,n.MEDIA_HEIGHT,n.MEDIA_ERROR,n.MEDIA_ERROR_MESSAGE].includes(e))}attributeChangedCallback(e,i,a){e.toLowerCase()==g.AUTOHIDE&&(this.autohide=a)}get media(){let e=this.querySelector(":scope > [slot=media]");return e?.nodeName=="SLOT"&&(e=e.assignedElements({flatten:!0})[0]),e}async handleMediaUpdated(e){e&&(pe(this,bt,e),e.localName.includes("-")&&await l.customElements.whenDefined(e.localName),this.mediaSetCallback(e))}connectedCallback(){var e;$(this,ri).observe(this,{childList:!0,subtree:!0}),Oe(this,$(this,ji));let a=this.getAttribute(g.AUDIO)!=null?f("audio player"):f("video player");this.setAttribute("role","region"),this.setAttribute("aria-label",a),this.handleMediaUpdated(this.media),this.setAttribute(g.USER_INACTIVE,""),Rn(this,this.getBoundingClientRect().width);let r=this.querySelector(":scope > slot[slot=media]");r&&(pe(this,Ve,r),$(this,Ve).addEventListener("slotchange",$(this,ea))),this.addEventListener("pointerdown",this),this.addEventListener("pointermove",this),this.addEventListener("pointerup",this),this.addEventListener("mouseleave",this),this.addEventListener("keyup",this),(e=l.window)==null||e.addEventListener("mouseup",this)}disconnectedCallback(){var e;Ue(this,$(this,ji)),clearTimeout($(this,St)),$(this,ri).disconnect(),this.media&&this.mediaUnsetCallback(this.media),(e=l.window)==null||e.removeEventListener("mouseup",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointermove",this),this.removeEventListener("pointerup",this),this.removeEventListener("mouseleave",this),this.removeEventListener("keyup",this),$(this,Ve)&&($(this,Ve).removeEventListener("slotchange",$(this,ea)),pe(this,Ve,null)),pe(this,At,!1)}mediaSetCallback(e){}mediaUnsetCallback(e){pe(this,bt,null)}handleEvent(e){switch(e.type){case"pointerdown":pe(this,ta,e.timeStamp);break;case"pointermove":ve(this,Tr,Mn).call(this,e);break;case"pointerup":ve(this,Sr,Ln).call(this,e);break;case"mouseleave":ve(this,oi,ia).call(this);break;case"mouseup":this.removeAttribute(g.KEYBOARD_CONTROL);break;case"keyup":ve(this,It,ni).call(this),this.setAttribute(g.KEYBOARD_CONTROL,"");break}}set autohide(e){let i=Number(e);pe(this,Tt,isNaN(i)?0:i)}get autohide(){return($(this,Tt)===void 0?2:$(this,Tt)).toString()}get breakpoints(){return R(this,g.BREAKPOINTS)}set breakpoints(e){L(this,g.BREAKPOINTS,e)}get audio(){return I(this,g.AUDIO)}set audio(e){y(this,g.AUDIO,e)}get gesturesDisabled(){return I(this,g.GESTURES_DISABLED)}set gesturesDisabled(e){y(this,g.GESTURES_DISABLED,e)}get keyboardControl(){return I(this,g.KEYBOARD_CONTROL)}set keyboardControl(e){y(this,g.KEYBOARD_CONTROL,e)}get noAutohide(){return I(this,g.NO_AUTOHIDE)}set noAutohide(e){y(this,g.NO_AUTOHIDE,e)}get autohideOverControls(){return I(this,g.AUTOHIDE_OVER_CONTROLS)}set autohideOverControls(e){y(this,g.AUTOHIDE_OVER_CONTROLS,e)}get userInteractive(){return I(this,g.USER_INACTIVE)}set userInteractive(e){y(this,g.USER_INACTIVE,e)}};ri=new WeakMap;ta=new WeakMap;bt=new WeakMap;St=new WeakMap;Tt=new WeakMap;Ar=new WeakMap;At=new WeakMap;ji=new WeakMap;Tr=new WeakSet;Mn=function(t){if(t.pointerType!=="mouse"&&t.timeStamp-$(this,ta)<250)return;ve(this,aa,yr).call(this),clearTimeout($(this,St));let e=this.hasAttribute(g.AUTOHIDE_OVER_CONTROLS);([this,this.media].includes(t.target)||e)&&ve(this,It,ni).call(this)};Sr=new WeakSet;Ln=function(t){if(t.pointerType==="touch"){let e=!this.hasAttribute(g.USER_INACTIVE);[this,this.media].includes(t.target)&&e?ve(this,oi,ia).call(this):ve(this,It,ni).call(this)}else t.composedPath().some(e=>["media-play-button","media-fullscreen-button"].includes(e?.localName))&&ve(this,It,ni).call(this)};oi=new WeakSet;ia=function(){if($(this,Tt)<0||this.hasAttribute(g.USER_INACTIVE))return;this.setAttribute(g.USER_INACTIVE,"");let t=new l.CustomEvent(et.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!0});this.dispatchEvent(t)};aa=new WeakSet;yr=function(){if(!this.hasAttribute(g.USER_INACTIVE))return;this.removeAttribute(g.USER_INACTIVE);let t=new l.CustomEvent(et.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!1});this.dispatchEvent(t)};It=new WeakSet;ni=function(){ve(this,aa,yr).call(this),clearTimeout($(this,St));let t=parseInt(this.autohide);t<0||pe(this,St,setTimeout(()=>{ve(this,oi,ia).call(this)},t*1e3))};Ve=new WeakMap;ea=new WeakMap;tt.shadowRootOptions={mode:"open"};tt.getTemplateHTML=Sl;l.customElements.get("media-container")||l.customElements.define("media-container",tt);var Cr=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},at=(t,e,i)=>(Cr(t,e,"read from private field"),i?i.call(t):e.get(t)),Pe=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},xr=(t,e,i,a)=>(Cr(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),it=(t,e,i)=>(Cr(t,e,"access private method"),i),oa,li,rt,ra,kr,wr,Dn,Mr,Cn,Lr,xn,Rr,On,Dr,Un;function Ll(t){return`
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
  `}function Rl(t){return`
    <slot id="content"></slot>
  `}var si={OPEN:"open",ANCHOR:"anchor"},Ke=class extends l.HTMLElement{constructor(){super(),Pe(this,ra),Pe(this,wr),Pe(this,Mr),Pe(this,Lr),Pe(this,Rr),Pe(this,Dr),Pe(this,oa,!1),Pe(this,li,null),Pe(this,rt,null)}static get observedAttributes(){return[si.OPEN,si.ANCHOR]}get open(){return I(this,si.OPEN)}set open(e){y(this,si.OPEN,e)}handleEvent(e){switch(e.type){case"invoke":it(this,Lr,xn).call(this,e);break;case"focusout":it(this,Rr,On).call(this,e);break;case"keydown":it(this,Dr,Un).call(this,e);break}}connectedCallback(){it(this,ra,kr).call(this),this.role||(this.role="dialog"),this.addEventListener("invoke",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this)}disconnectedCallback(){this.removeEventListener("invoke",this),this.removeEventListener("focusout",this),this.removeEventListener("keydown",this)}attributeChangedCallback(e,i,a){it(this,ra,kr).call(this),e===si.OPEN&&a!==i&&(this.open?it(this,wr,Dn).call(this):it(this,Mr,Cn).call(this))}focus(){xr(this,li,ei());let e=!this.dispatchEvent(new Event("focus",{composed:!0,cancelable:!0})),i=!this.dispatchEvent(new Event("focusin",{composed:!0,bubbles:!0,cancelable:!0}));if(e||i)return;let a=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');a?.focus()}get keysUsed(){return["Escape","Tab"]}};oa=new WeakMap;li=new WeakMap;rt=new WeakMap;ra=new WeakSet;kr=function(){if(!at(this,oa)&&(xr(this,oa,!0),!this.shadowRoot)){this.attachShadow(this.constructor.shadowRootOptions);let t=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(t),queueMicrotask(()=>{let{style:e}=U(this.shadowRoot,":host");e.setProperty("transition","display .15s, visibility .15s, opacity .15s ease-in, transform .15s ease-in")})}};wr=new WeakSet;Dn=function(){var t;(t=at(this,rt))==null||t.setAttribute("aria-expanded","true"),this.dispatchEvent(new Event("open",{composed:!0,bubbles:!0})),this.addEventListener("transitionend",()=>this.focus(),{once:!0})};Mr=new WeakSet;Cn=function(){var t;(t=at(this,rt))==null||t.setAttribute("aria-expanded","false"),this.dispatchEvent(new Event("close",{composed:!0,bubbles:!0}))};Lr=new WeakSet;xn=function(t){xr(this,rt,t.relatedTarget),oe(this,t.relatedTarget)||(this.open=!this.open)};Rr=new WeakSet;On=function(t){var e;oe(this,t.relatedTarget)||((e=at(this,li))==null||e.focus(),at(this,rt)&&at(this,rt)!==t.relatedTarget&&this.open&&(this.open=!1))};Dr=new WeakSet;Un=function(t){var e,i,a,r,o;let{key:s,ctrlKey:d,altKey:c,metaKey:_}=t;d||c||_||this.keysUsed.includes(s)&&(t.preventDefault(),t.stopPropagation(),s==="Tab"?(t.shiftKey?(i=(e=this.previousElementSibling)==null?void 0:e.focus)==null||i.call(e):(r=(a=this.nextElementSibling)==null?void 0:a.focus)==null||r.call(a),this.blur()):s==="Escape"&&((o=at(this,li))==null||o.focus(),this.open=!1))};Ke.shadowRootOptions={mode:"open"};Ke.getTemplateHTML=Ll;Ke.getSlotTemplateHTML=Rl;l.customElements.get("media-chrome-dialog")||l.customElements.define("media-chrome-dialog",Ke);var Dl=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Ge=(t,e,i)=>(Dl(t,e,"read from private field"),i?i.call(t):e.get(t)),Pn=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},yt,kt,di={HOTKEYS:"hotkeys"},Cl=[{keys:[{key:" ",label:"Space"},{key:"k"}],description:"Toggle Playback"},{keys:[{key:"m"}],description:"Toggle mute"},{keys:[{key:"f"}],description:"Toggle fullscreen"},{keys:[{key:"c"}],description:"Toggle captions or subtitles, if available"},{keys:[{key:"p"}],description:"Toggle Picture in Picture"},{keys:[{key:"ArrowLeft",label:"\u2190"},{key:"j"}],description:"Seek back 10s"},{keys:[{key:"ArrowRight",label:"\u2192"},{key:"l"}],description:"Seek forward 10s"},{keys:[{key:"ArrowUp",label:"\u2191"}],description:"Turn volume up"},{keys:[{key:"ArrowDown",label:"\u2193"}],description:"Turn volume down"},{keys:[{key:"<",label:"< (SHIFT+,)"}],description:"Decrease playback rate"},{keys:[{key:">",label:"> (SHIFT+.)"}],description:"Increase playback rate"},{keys:[{key:"shift+/",label:"SHIFT+/"}],description:"Show keyboard shortcuts"}];function sa(t){return t===" "?"nospace":`no${t.toLowerCase()}`}function xl(t){let e=new Set(t?.split(/\s+/));return Cl.map(({keys:i,description:a})=>({keys:i.filter(({key:r})=>!e.has(sa(r))),description:a})).filter(({keys:i})=>i.length)}function Ol(t){return`
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
      ${Nn(t[di.HOTKEYS])}
    </slot>
  `}function Nn(t){return`
    <h2>Keyboard Shortcuts</h2>
    <table class="shortcuts-table">${xl(t).map(({keys:i,description:a})=>`
        <tr>
          <td>
            <div class="key-combo">${i.map(({key:o,label:s=o},d)=>d>0?`<span class="key-separator">or</span><span class="key">${s}</span>`:`<span class="key">${s}</span>`).join("")}</div>
          </td>
          <td class="description">${a}</td>
        </tr>
      `).join("")}</table>
  `}var na=class extends Ke{constructor(){super(...arguments),Pn(this,yt,e=>{var i;if(!this.open)return;let a=(i=this.shadowRoot)==null?void 0:i.querySelector("#content");if(!a)return;let r=e.composedPath(),o=r[0]===this||r.includes(this),s=r.includes(a);o&&!s&&(this.open=!1)}),Pn(this,kt,e=>{if(!this.open)return;let i=e.shiftKey&&(e.key==="/"||e.key==="?");(e.key==="Escape"||i)&&!e.ctrlKey&&!e.altKey&&!e.metaKey&&(this.open=!1,e.preventDefault(),e.stopPropagation())})}static get observedAttributes(){return[...super.observedAttributes,di.HOTKEYS]}get hotkeys(){var e;return(e=R(this,di.HOTKEYS))!=null?e:void 0}set hotkeys(e){L(this,di.HOTKEYS,e)}connectedCallback(){super.connectedCallback(),this.open&&(this.addEventListener("click",Ge(this,yt)),document.addEventListener("keydown",Ge(this,kt)))}disconnectedCallback(){this.removeEventListener("click",Ge(this,yt)),document.removeEventListener("keydown",Ge(this,kt))}attributeChangedCallback(e,i,a){var r;if(super.attributeChangedCallback(e,i,a),e==="open")this.open?(this.addEventListener("click",Ge(this,yt)),document.addEventListener("keydown",Ge(this,kt))):(this.removeEventListener("click",Ge(this,yt)),document.removeEventListener("keydown",Ge(this,kt)));else if(e===di.HOTKEYS&&a!==i){let o=(r=this.shadowRoot)==null?void 0:r.querySelector("#content");o&&(o.innerHTML=Nn(a))}}};yt=new WeakMap;kt=new WeakMap;na.getSlotTemplateHTML=Ol;l.customElements.get("media-keyboard-shortcuts-dialog")||l.customElements.define("media-keyboard-shortcuts-dialog",na);var Hn=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},z=(t,e,i)=>(Hn(t,e,"read from private field"),i?i.call(t):e.get(t)),ci=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},la=(t,e,i,a)=>(Hn(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),wt,Mt,da,ot,Ne,qe,ca=class{constructor(e,i,{defaultValue:a}={defaultValue:void 0}){ci(this,Ne),ci(this,wt,void 0),ci(this,Mt,void 0),ci(this,da,void 0),ci(this,ot,new Set),la(this,wt,e),la(this,Mt,i),la(this,da,new Set(a))}[Symbol.iterator](){return z(this,Ne,qe).values()}get length(){return z(this,Ne,qe).size}get value(){var e;return(e=[...z(this,Ne,qe)].join(" "))!=null?e:""}set value(e){var i;e!==this.value&&(la(this,ot,new Set),this.add(...(i=e?.split(" "))!=null?i:[]))}toString(){return this.value}item(e){return[...z(this,Ne,qe)][e]}values(){return z(this,Ne,qe).values()}forEach(e,i){z(this,Ne,qe).forEach(e,i)}add(...e){var i,a;e.forEach(r=>z(this,ot).add(r)),!(this.value===""&&!((i=z(this,wt))!=null&&i.hasAttribute(`${z(this,Mt)}`)))&&((a=z(this,wt))==null||a.setAttribute(`${z(this,Mt)}`,`${this.value}`))}remove(...e){var i;e.forEach(a=>z(this,ot).delete(a)),(i=z(this,wt))==null||i.setAttribute(`${z(this,Mt)}`,`${this.value}`)}contains(e){return z(this,Ne,qe).has(e)}toggle(e,i){return typeof i<"u"?i?(this.add(e),!0):(this.remove(e),!1):this.contains(e)?(this.remove(e),!1):(this.add(e),!0)}replace(e,i){return this.remove(e),this.add(i),e===i}};wt=new WeakMap;Mt=new WeakMap;da=new WeakMap;ot=new WeakMap;Ne=new WeakSet;qe=function(){return z(this,ot).size?z(this,ot):z(this,da)};function Wn(t){return t?.map(Ul).join(" ")}function Fn(t){return t?.split(/\s+/).map(Pl)}function Ul(t){if(t){let{id:e,width:i,height:a}=t;return[e,i,a].filter(r=>r!=null).join(":")}}function Pl(t){if(t){let[e,i,a]=t.split(":");return{id:e,width:+i,height:+a}}}function $n(t){return t?.map(Nl).join(" ")}function Nl(t){if(t){let{id:e,kind:i,language:a,label:r}=t;return[e,i,a,r].filter(o=>o!=null).join(":")}}function Lt(t){return typeof t=="number"&&!Number.isNaN(t)&&Number.isFinite(t)}var ua=t=>new Promise(e=>setTimeout(e,t));var Hl=(t="")=>t.split(/\s+/),Bn=(t="")=>{let[e,i,a]=t.split(":"),r=a?decodeURIComponent(a):void 0;return{kind:e==="cc"?te.CAPTIONS:te.SUBTITLES,language:i,label:r}},Or=(t="",e={})=>Hl(t).map(i=>{let a=Bn(i);return{...e,...a}}),Ur=t=>t?Array.isArray(t)?t.map(e=>typeof e=="string"?Bn(e):e):typeof t=="string"?Or(t):[t]:[],Wl=({kind:t,label:e,language:i}={kind:"subtitles"})=>e?`${t==="captions"?"cc":"sb"}:${i}:${encodeURIComponent(e)}`:i,ui=(t=[])=>Array.prototype.map.call(t,Wl).join(" "),Fl=(t,e)=>i=>i[t]===e,Vn=t=>{let e=Object.entries(t).map(([i,a])=>Fl(i,a));return i=>e.every(a=>a(i))},nt=(t,e=[],i=[])=>{let a=Ur(i).map(Vn),r=o=>a.some(s=>s(o));Array.from(e).filter(r).forEach(o=>{o.mode=t})},st=(t,e=()=>!0)=>{if(!t?.textTracks)return[];let i=typeof e=="function"?e:Vn(e);return Array.from(t.textTracks).filter(i)},Kn=t=>{var e;return!!((e=t.mediaSubtitlesShowing)!=null&&e.length)||t.hasAttribute(n.MEDIA_SUBTITLES_SHOWING)};var qn=t=>{var e;let{media:i,fullscreenElement:a}=t;try{let r=a&&"requestFullscreen"in a?"requestFullscreen":a&&"webkitRequestFullScreen"in a?"webkitRequestFullScreen":void 0;if(r){let o=(e=a[r])==null?void 0:e.call(a);if(o instanceof Promise)return o.catch(()=>{})}else i?.webkitEnterFullscreen?i.webkitEnterFullscreen():i?.requestFullscreen&&i.requestFullscreen()}catch(r){console.error(r)}},Gn="exitFullscreen"in H?"exitFullscreen":"webkitExitFullscreen"in H?"webkitExitFullscreen":"webkitCancelFullScreen"in H?"webkitCancelFullScreen":void 0,Yn=t=>{var e;let{documentElement:i}=t;if(Gn){let a=(e=i?.[Gn])==null?void 0:e.call(i);if(a instanceof Promise)return a.catch(()=>{})}},hi="fullscreenElement"in H?"fullscreenElement":"webkitFullscreenElement"in H?"webkitFullscreenElement":void 0,$l=t=>{let{documentElement:e,media:i}=t,a=e?.[hi];return!a&&"webkitDisplayingFullscreen"in i&&"webkitPresentationMode"in i&&i.webkitDisplayingFullscreen&&i.webkitPresentationMode===_n.FULLSCREEN?i:a},Qn=t=>{var e;let{media:i,documentElement:a,fullscreenElement:r=i}=t;if(!i||!a)return!1;let o=$l(t);if(!o)return!1;if(o===r||o===i)return!0;if(o.localName.includes("-")){let s=o.shadowRoot;if(!(hi in s))return oe(o,r);for(;s?.[hi];){if(s[hi]===r)return!0;s=(e=s[hi])==null?void 0:e.shadowRoot}}return!1},Bl="fullscreenEnabled"in H?"fullscreenEnabled":"webkitFullscreenEnabled"in H?"webkitFullscreenEnabled":void 0,zn=t=>{let{documentElement:e,media:i}=t;return!!e?.[Bl]||i&&"webkitSupportsFullscreen"in i};var ha,Pr=()=>{var t,e;return ha||(ha=(e=(t=H)==null?void 0:t.createElement)==null?void 0:e.call(t,"video"),ha)},Zn=async(t=Pr())=>{if(!t)return!1;let e=t.volume;t.volume=e/2+.1;let i=new AbortController,a=await Promise.race([Vl(t,i.signal),Kl(t,e)]);return i.abort(),a},Vl=(t,e)=>new Promise(i=>{t.addEventListener("volumechange",()=>i(!0),{signal:e})}),Kl=async(t,e)=>{for(let i=0;i<10;i++){if(t.volume===e)return!1;await ua(10)}return t.volume!==e},Gl=/.*Version\/.*Safari\/.*/.test(l.navigator.userAgent),Nr=(t=Pr())=>l.matchMedia("(display-mode: standalone)").matches&&Gl?!1:typeof t?.requestPictureInPicture=="function",Hr=(t=Pr())=>zn({documentElement:H,media:t}),Xn=Hr(),Jn=Nr(),jn=!!l.WebKitPlaybackTargetAvailabilityEvent,es=!!l.chrome;var Rt=t=>st(t.media,e=>[te.SUBTITLES,te.CAPTIONS].includes(e.kind)).sort((e,i)=>e.kind>=i.kind?1:-1),Wr=t=>st(t.media,e=>e.mode===$e.SHOWING&&[te.SUBTITLES,te.CAPTIONS].includes(e.kind)),ma=(t,e)=>{let i=Rt(t),a=Wr(t),r=!!a.length;if(i.length){if(e===!1||r&&e!==!0)nt($e.DISABLED,i,a);else if(e===!0||!r&&e!==!1){let o=i[0],{options:s}=t;if(!s?.noSubtitlesLangPref){let T=l.localStorage.getItem("media-chrome-pref-subtitles-lang"),A=T?[T,...l.navigator.languages]:l.navigator.languages,E=i.filter(m=>A.some(b=>m.language.toLowerCase().startsWith(b.split("-")[0]))).sort((m,b)=>{let v=A.findIndex(k=>m.language.toLowerCase().startsWith(k.split("-")[0])),w=A.findIndex(k=>b.language.toLowerCase().startsWith(k.split("-")[0]));return v-w});E[0]&&(o=E[0])}let{language:d,label:c,kind:_}=o;nt($e.DISABLED,i,a),nt($e.SHOWING,i,[{language:d,label:c,kind:_}])}}},pa=(t,e)=>t===e?!0:t==null||e==null||typeof t!=typeof e?!1:typeof t=="number"&&Number.isNaN(t)&&Number.isNaN(e)?!0:typeof t!="object"?!1:Array.isArray(t)?ql(t,e):Object.entries(t).every(([i,a])=>i in e&&pa(a,e[i])),ql=(t,e)=>{let i=Array.isArray(t),a=Array.isArray(e);return i!==a?!1:i||a?t.length!==e.length?!1:t.every((r,o)=>pa(r,e[o])):!0};var Yl=Object.values(re),va,Ql=Zn().then(t=>(va=t,va)),ts=async(...t)=>{await Promise.all(t.filter(e=>e).map(async e=>{if(!("localName"in e&&e instanceof l.HTMLElement))return;let i=e.localName;if(!i.includes("-"))return;let a=l.customElements.get(i);a&&e instanceof a||(await l.customElements.whenDefined(i),l.customElements.upgrade(e))}))},zl=new l.DOMParser,Zl=t=>t&&(zl.parseFromString(t,"text/html").body.textContent||t),Dt={mediaError:{get(t,e){let{media:i}=t;if(e?.type!=="playing")return i?.error},mediaEvents:["emptied","error","playing"]},mediaErrorCode:{get(t,e){var i;let{media:a}=t;if(e?.type!=="playing")return(i=a?.error)==null?void 0:i.code},mediaEvents:["emptied","error","playing"]},mediaErrorMessage:{get(t,e){var i,a;let{media:r}=t;if(e?.type!=="playing")return(a=(i=r?.error)==null?void 0:i.message)!=null?a:""},mediaEvents:["emptied","error","playing"]},mediaWidth:{get(t){var e;let{media:i}=t;return(e=i?.videoWidth)!=null?e:0},mediaEvents:["resize"]},mediaHeight:{get(t){var e;let{media:i}=t;return(e=i?.videoHeight)!=null?e:0},mediaEvents:["resize"]},mediaPaused:{get(t){var e;let{media:i}=t;return(e=i?.paused)!=null?e:!0},set(t,e){var i;let{media:a}=e;a&&(t?a.pause():(i=a.play())==null||i.catch(()=>{}))},mediaEvents:["play","playing","pause","emptied"]},mediaHasPlayed:{get(t,e){let{media:i}=t;return i?e?e.type==="playing":!i.paused:!1},mediaEvents:["playing","emptied"]},mediaEnded:{get(t){var e;let{media:i}=t;return(e=i?.ended)!=null?e:!1},mediaEvents:["seeked","ended","emptied"]},mediaPlaybackRate:{get(t){var e;let{media:i}=t;return(e=i?.playbackRate)!=null?e:1},set(t,e){let{media:i}=e;i&&Number.isFinite(+t)&&(i.playbackRate=+t)},mediaEvents:["ratechange","loadstart"]},mediaMuted:{get(t){var e;let{media:i}=t;return(e=i?.muted)!=null?e:!1},set(t,e){let{media:i,options:{noMutedPref:a}={}}=e;if(i){i.muted=t;try{let r=l.localStorage.getItem("media-chrome-pref-muted")!==null,o=i.hasAttribute("muted");if(a){r&&l.localStorage.removeItem("media-chrome-pref-muted");return}if(o&&!r)return;l.localStorage.setItem("media-chrome-pref-muted",t?"true":"false")}catch(r){console.debug("Error setting muted pref",r)}}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(t,e)=>{let{options:{noMutedPref:i}}=e,{media:a}=e;if(!(!a||a.muted||i))try{let r=l.localStorage.getItem("media-chrome-pref-muted")==="true";Dt.mediaMuted.set(r,e),t(r)}catch(r){console.debug("Error getting muted pref",r)}}]},mediaLoop:{get(t){let{media:e}=t;return e?.loop},set(t,e){let{media:i}=e;i&&(i.loop=t)},mediaEvents:["medialooprequest"]},mediaVolume:{get(t){var e;let{media:i}=t;return(e=i?.volume)!=null?e:1},set(t,e){let{media:i,options:{noVolumePref:a}={}}=e;if(i){try{t==null?l.localStorage.removeItem("media-chrome-pref-volume"):!i.hasAttribute("muted")&&!a&&l.localStorage.setItem("media-chrome-pref-volume",t.toString())}catch(r){console.debug("Error setting volume pref",r)}Number.isFinite(+t)&&(i.volume=+t)}},mediaEvents:["volumechange"],stateOwnersUpdateHandlers:[(t,e)=>{let{options:{noVolumePref:i}}=e;if(!i)try{let{media:a}=e;if(!a)return;let r=l.localStorage.getItem("media-chrome-pref-volume");if(r==null)return;Dt.mediaVolume.set(+r,e),t(+r)}catch(a){console.debug("Error getting volume pref",a)}}]},mediaVolumeLevel:{get(t){let{media:e}=t;return typeof e?.volume>"u"?"high":e.muted||e.volume===0?"off":e.volume<.5?"low":e.volume<.75?"medium":"high"},mediaEvents:["volumechange"]},mediaCurrentTime:{get(t){var e;let{media:i}=t;return(e=i?.currentTime)!=null?e:0},set(t,e){let{media:i}=e;!i||!Lt(t)||(i.currentTime=t)},mediaEvents:["timeupdate","loadedmetadata","seeking"]},mediaDuration:{get(t){let{media:e,options:{defaultDuration:i}={}}=t;return i&&(!e||!e.duration||Number.isNaN(e.duration)||!Number.isFinite(e.duration))?i:Number.isFinite(e?.duration)?e.duration:Number.NaN},mediaEvents:["durationchange","loadedmetadata","emptied"]},mediaLoading:{get(t){let{media:e}=t;return e?.readyState<3},mediaEvents:["waiting","playing","emptied"]},mediaSeekable:{get(t){var e;let{media:i}=t;if(!((e=i?.seekable)!=null&&e.length))return;let a=i.seekable.start(0),r=i.seekable.end(i.seekable.length-1);if(!(!a&&!r))return[Number(a.toFixed(3)),Number(r.toFixed(3))]},mediaEvents:["loadedmetadata","emptied","progress","seekablechange"]},mediaBuffered:{get(t){var e;let{media:i}=t,a=(e=i?.buffered)!=null?e:[];return Array.from(a).map((r,o)=>[Number(a.start(o).toFixed(3)),Number(a.end(o).toFixed(3))])},mediaEvents:["progress","emptied"]},mediaStreamType:{get(t){let{media:e,options:{defaultStreamType:i}={}}=t,a=[re.LIVE,re.ON_DEMAND].includes(i)?i:void 0;if(!e)return a;let{streamType:r}=e;if(Yl.includes(r))return r===re.UNKNOWN?a:r;let o=e.duration;return o===1/0?re.LIVE:Number.isFinite(o)?re.ON_DEMAND:a},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange"]},mediaTargetLiveWindow:{get(t){let{media:e}=t;if(!e)return Number.NaN;let{targetLiveWindow:i}=e,a=Dt.mediaStreamType.get(t);return(i==null||Number.isNaN(i))&&a===re.LIVE?0:i},mediaEvents:["emptied","durationchange","loadedmetadata","streamtypechange","targetlivewindowchange"]},mediaTimeIsLive:{get(t){let{media:e,options:{liveEdgeOffset:i=10}={}}=t;if(!e)return!1;if(typeof e.liveEdgeStart=="number")return Number.isNaN(e.liveEdgeStart)?!1:e.currentTime>=e.liveEdgeStart;if(!(Dt.mediaStreamType.get(t)===re.LIVE))return!1;let r=e.seekable;if(!r)return!0;if(!r.length)return!1;let o=r.end(r.length-1)-i;return e.currentTime>=o},mediaEvents:["playing","timeupdate","progress","waiting","emptied"]},mediaSubtitlesList:{get(t){return Rt(t).map(({kind:e,label:i,language:a})=>({kind:e,label:i,language:a}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack"]},mediaSubtitlesShowing:{get(t){return Wr(t).map(({kind:e,label:i,language:a})=>({kind:e,label:i,language:a}))},mediaEvents:["loadstart"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(t,e)=>{var i,a;let{media:r,options:o}=e;if(!r)return;let s=d=>{var c;!o.defaultSubtitles||d&&![te.CAPTIONS,te.SUBTITLES].includes((c=d?.track)==null?void 0:c.kind)||ma(e,!0)};return r.addEventListener("loadstart",s),(i=r.textTracks)==null||i.addEventListener("addtrack",s),(a=r.textTracks)==null||a.addEventListener("removetrack",s),()=>{var d,c;r.removeEventListener("loadstart",s),(d=r.textTracks)==null||d.removeEventListener("addtrack",s),(c=r.textTracks)==null||c.removeEventListener("removetrack",s)}}]},mediaChaptersCues:{get(t){var e;let{media:i}=t;if(!i)return[];let[a]=st(i,{kind:te.CHAPTERS});return Array.from((e=a?.cues)!=null?e:[]).map(({text:r,startTime:o,endTime:s})=>({text:Zl(r),startTime:o,endTime:s}))},mediaEvents:["loadstart","loadedmetadata"],textTracksEvents:["addtrack","removetrack","change"],stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:a}=e;if(!a)return;let r=a.querySelector('track[kind="chapters"][default][src]'),o=(i=a.shadowRoot)==null?void 0:i.querySelector(':is(video,audio) > track[kind="chapters"][default][src]');return r?.addEventListener("load",t),o?.addEventListener("load",t),()=>{r?.removeEventListener("load",t),o?.removeEventListener("load",t)}}]},mediaIsPip:{get(t){var e,i;let{media:a,documentElement:r}=t;if(!a||!r||!r.pictureInPictureElement)return!1;if(r.pictureInPictureElement===a)return!0;if(r.pictureInPictureElement instanceof HTMLMediaElement)return(e=a.localName)!=null&&e.includes("-")?oe(a,r.pictureInPictureElement):!1;if(r.pictureInPictureElement.localName.includes("-")){let o=r.pictureInPictureElement.shadowRoot;for(;o?.pictureInPictureElement;){if(o.pictureInPictureElement===a)return!0;o=(i=o.pictureInPictureElement)==null?void 0:i.shadowRoot}}return!1},set(t,e){let{media:i}=e;if(i)if(t){if(!H.pictureInPictureEnabled){console.warn("MediaChrome: Picture-in-picture is not enabled");return}if(!i.requestPictureInPicture){console.warn("MediaChrome: The current media does not support picture-in-picture");return}let a=()=>{console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a readyState > 0.")};i.requestPictureInPicture().catch(r=>{if(r.code===11){if(!i.src){console.warn("MediaChrome: The media is not ready for picture-in-picture. It must have a src set.");return}if(i.readyState===0&&i.preload==="none"){let o=()=>{i.removeEventListener("loadedmetadata",s),i.preload="none"},s=()=>{i.requestPictureInPicture().catch(a),o()};i.addEventListener("loadedmetadata",s),i.preload="metadata",setTimeout(()=>{i.readyState===0&&a(),o()},1e3)}else throw r}else throw r})}else H.pictureInPictureElement&&H.exitPictureInPicture()},mediaEvents:["enterpictureinpicture","leavepictureinpicture"]},mediaRenditionList:{get(t){var e;let{media:i}=t;return[...(e=i?.videoRenditions)!=null?e:[]].map(a=>({...a}))},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaRenditionSelected:{get(t){var e,i,a;let{media:r}=t;return(a=(i=r?.videoRenditions)==null?void 0:i[(e=r.videoRenditions)==null?void 0:e.selectedIndex])==null?void 0:a.id},set(t,e){let{media:i}=e;if(!i?.videoRenditions){console.warn("MediaController: Rendition selection not supported by this media.");return}let a=t,r=Array.prototype.findIndex.call(i.videoRenditions,o=>o.id==a);i.videoRenditions.selectedIndex!=r&&(i.videoRenditions.selectedIndex=r)},mediaEvents:["emptied"],videoRenditionsEvents:["addrendition","removerendition","change"]},mediaAudioTrackList:{get(t){var e;let{media:i}=t;return[...(e=i?.audioTracks)!=null?e:[]]},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaAudioTrackEnabled:{get(t){var e,i;let{media:a}=t;return(i=[...(e=a?.audioTracks)!=null?e:[]].find(r=>r.enabled))==null?void 0:i.id},set(t,e){let{media:i}=e;if(!i?.audioTracks){console.warn("MediaChrome: Audio track selection not supported by this media.");return}let a=t;for(let r of i.audioTracks)r.enabled=a==r.id},mediaEvents:["emptied"],audioTracksEvents:["addtrack","removetrack","change"]},mediaIsFullscreen:{get(t){return Qn(t)},set(t,e,i){var a,r;t?(qn(e),i.detail&&!((a=e.media)!=null&&a.inert)&&((r=e.media)==null||r.focus())):Yn(e)},rootEvents:["fullscreenchange","webkitfullscreenchange"],mediaEvents:["webkitbeginfullscreen","webkitendfullscreen","webkitpresentationmodechanged"]},mediaIsCasting:{get(t){var e;let{media:i}=t;return!i?.remote||((e=i.remote)==null?void 0:e.state)==="disconnected"?!1:i.remote.state==="connected"},set(t,e){var i,a;let{media:r}=e;if(r&&!(t&&((i=r.remote)==null?void 0:i.state)!=="disconnected")&&!(!t&&((a=r.remote)==null?void 0:a.state)!=="connected")){if(typeof r.remote.prompt!="function"){console.warn("MediaChrome: Casting is not supported in this environment");return}r.remote.prompt().catch(()=>{})}},remoteEvents:["connect","connecting","disconnect"]},mediaIsAirplaying:{get(){return!1},set(t,e){let{media:i}=e;if(i){if(!(i.webkitShowPlaybackTargetPicker&&l.WebKitPlaybackTargetAvailabilityEvent)){console.error("MediaChrome: received a request to select AirPlay but AirPlay is not supported in this environment");return}i.webkitShowPlaybackTargetPicker()}},mediaEvents:["webkitcurrentplaybacktargetiswirelesschanged"]},mediaFullscreenUnavailable:{get(t){let{media:e}=t;if(!Xn||!Hr(e))return ie.UNSUPPORTED}},mediaPipUnavailable:{get(t){let{media:e}=t;if(!Jn||!Nr(e))return ie.UNSUPPORTED;if(e?.disablePictureInPicture)return ie.UNAVAILABLE}},mediaVolumeUnavailable:{get(t){let{media:e}=t;if(va===!1||e?.volume==null)return ie.UNSUPPORTED},stateOwnersUpdateHandlers:[t=>{va==null&&Ql.then(e=>t(e?void 0:ie.UNSUPPORTED))}]},mediaCastUnavailable:{get(t,{availability:e="not-available"}={}){var i;let{media:a}=t;if(!es||!((i=a?.remote)!=null&&i.state))return ie.UNSUPPORTED;if(!(e==null||e==="available"))return ie.UNAVAILABLE},stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:a}=e;return a?(a.disableRemotePlayback||a.hasAttribute("disableremoteplayback")||(i=a?.remote)==null||i.watchAvailability(o=>{t({availability:o?"available":"not-available"})}).catch(o=>{o.name==="NotSupportedError"?t({availability:null}):t({availability:"not-available"})}),()=>{var o;(o=a?.remote)==null||o.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaAirplayUnavailable:{get(t,e){if(!jn)return ie.UNSUPPORTED;if(e?.availability==="not-available")return ie.UNAVAILABLE},mediaEvents:["webkitplaybacktargetavailabilitychanged"],stateOwnersUpdateHandlers:[(t,e)=>{var i;let{media:a}=e;return a?(a.disableRemotePlayback||a.hasAttribute("disableremoteplayback")||(i=a?.remote)==null||i.watchAvailability(o=>{t({availability:o?"available":"not-available"})}).catch(o=>{o.name==="NotSupportedError"?t({availability:null}):t({availability:"not-available"})}),()=>{var o;(o=a?.remote)==null||o.cancelWatchAvailability().catch(()=>{})}):void 0}]},mediaRenditionUnavailable:{get(t){var e;let{media:i}=t;if(!i?.videoRenditions)return ie.UNSUPPORTED;if(!((e=i.videoRenditions)!=null&&e.length))return ie.UNAVAILABLE},mediaEvents:["emptied","loadstart"],videoRenditionsEvents:["addrendition","removerendition"]},mediaAudioTrackUnavailable:{get(t){var e,i;let{media:a}=t;if(!a?.audioTracks)return ie.UNSUPPORTED;if(((i=(e=a.audioTracks)==null?void 0:e.length)!=null?i:0)<=1)return ie.UNAVAILABLE},mediaEvents:["emptied","loadstart"],audioTracksEvents:["addtrack","removetrack"]},mediaLang:{get(t){let{options:{mediaLang:e}={}}=t;return e??"en"}}};var is={[h.MEDIA_PREVIEW_REQUEST](t,e,{detail:i}){var a,r,o;let{media:s}=e,d=i??void 0,c,_;if(s&&d!=null){let[m]=st(s,{kind:te.METADATA,label:"thumbnails"}),b=Array.prototype.find.call((a=m?.cues)!=null?a:[],(v,w,k)=>w===0?v.endTime>d:w===k.length-1?v.startTime<=d:v.startTime<=d&&v.endTime>d);if(b){let v=/'^(?:[a-z]+:)?\/\//i.test(b.text)||(r=s?.querySelector('track[label="thumbnails"]'))==null?void 0:r.src,w=new URL(b.text,v);_=new URLSearchParams(w.hash).get("#xywh").split(",").map(j=>+j),c=w.href}}let T=t.mediaDuration.get(e),E=(o=t.mediaChaptersCues.get(e).find((m,b,v)=>b===v.length-1&&T===m.endTime?m.startTime<=d&&m.endTime>=d:m.startTime<=d&&m.endTime>d))==null?void 0:o.text;return i!=null&&E==null&&(E=""),{mediaPreviewTime:d,mediaPreviewImage:c,mediaPreviewCoords:_,mediaPreviewChapter:E}},[h.MEDIA_PAUSE_REQUEST](t,e){t["mediaPaused"].set(!0,e)},[h.MEDIA_PLAY_REQUEST](t,e){var i,a,r,o;let s="mediaPaused",c=t.mediaStreamType.get(e)===re.LIVE,_=!((i=e.options)!=null&&i.noAutoSeekToLive),T=t.mediaTargetLiveWindow.get(e)>0;if(c&&_&&!T){let A=(a=t.mediaSeekable.get(e))==null?void 0:a[1];if(A){let E=(o=(r=e.options)==null?void 0:r.seekToLiveOffset)!=null?o:0,m=A-E;t.mediaCurrentTime.set(m,e)}}t[s].set(!1,e)},[h.MEDIA_PLAYBACK_RATE_REQUEST](t,e,{detail:i}){let a="mediaPlaybackRate",r=i;t[a].set(r,e)},[h.MEDIA_MUTE_REQUEST](t,e){t["mediaMuted"].set(!0,e)},[h.MEDIA_UNMUTE_REQUEST](t,e){let i="mediaMuted";t.mediaVolume.get(e)||t.mediaVolume.set(.25,e),t[i].set(!1,e)},[h.MEDIA_LOOP_REQUEST](t,e,{detail:i}){let a="mediaLoop",r=!!i;return t[a].set(r,e),{mediaLoop:r}},[h.MEDIA_VOLUME_REQUEST](t,e,{detail:i}){let a="mediaVolume",r=i;r&&t.mediaMuted.get(e)&&t.mediaMuted.set(!1,e),t[a].set(r,e)},[h.MEDIA_SEEK_REQUEST](t,e,{detail:i}){let a="mediaCurrentTime",r=i;t[a].set(r,e)},[h.MEDIA_SEEK_TO_LIVE_REQUEST](t,e){var i,a,r;let o="mediaCurrentTime",s=(i=t.mediaSeekable.get(e))==null?void 0:i[1];if(Number.isNaN(Number(s)))return;let d=(r=(a=e.options)==null?void 0:a.seekToLiveOffset)!=null?r:0,c=s-d;t[o].set(c,e)},[h.MEDIA_SHOW_SUBTITLES_REQUEST](t,e,{detail:i}){var a;let{options:r}=e,o=Rt(e),s=Ur(i),d=(a=s[0])==null?void 0:a.language;d&&!r.noSubtitlesLangPref&&l.localStorage.setItem("media-chrome-pref-subtitles-lang",d),nt($e.SHOWING,o,s)},[h.MEDIA_DISABLE_SUBTITLES_REQUEST](t,e,{detail:i}){let a=Rt(e),r=i??[];nt($e.DISABLED,a,r)},[h.MEDIA_TOGGLE_SUBTITLES_REQUEST](t,e,{detail:i}){ma(e,i)},[h.MEDIA_RENDITION_REQUEST](t,e,{detail:i}){let a="mediaRenditionSelected",r=i;t[a].set(r,e)},[h.MEDIA_AUDIO_TRACK_REQUEST](t,e,{detail:i}){let a="mediaAudioTrackEnabled",r=i;t[a].set(r,e)},[h.MEDIA_ENTER_PIP_REQUEST](t,e){let i="mediaIsPip";t.mediaIsFullscreen.get(e)&&t.mediaIsFullscreen.set(!1,e),t[i].set(!0,e)},[h.MEDIA_EXIT_PIP_REQUEST](t,e){t["mediaIsPip"].set(!1,e)},[h.MEDIA_ENTER_FULLSCREEN_REQUEST](t,e,i){let a="mediaIsFullscreen";t.mediaIsPip.get(e)&&t.mediaIsPip.set(!1,e),t[a].set(!0,e,i)},[h.MEDIA_EXIT_FULLSCREEN_REQUEST](t,e){t["mediaIsFullscreen"].set(!1,e)},[h.MEDIA_ENTER_CAST_REQUEST](t,e){let i="mediaIsCasting";t.mediaIsFullscreen.get(e)&&t.mediaIsFullscreen.set(!1,e),t[i].set(!0,e)},[h.MEDIA_EXIT_CAST_REQUEST](t,e){t["mediaIsCasting"].set(!1,e)},[h.MEDIA_AIRPLAY_REQUEST](t,e){t["mediaIsAirplaying"].set(!0,e)}};var as=({media:t,fullscreenElement:e,documentElement:i,stateMediator:a=Dt,requestMap:r=is,options:o={},monitorStateOwnersOnlyWithSubscriptions:s=!0})=>{let d=[],c={options:{...o}},_=Object.freeze({mediaPreviewTime:void 0,mediaPreviewImage:void 0,mediaPreviewCoords:void 0,mediaPreviewChapter:void 0}),T=v=>{v!=null&&(pa(v,_)||(_=Object.freeze({..._,...v}),d.forEach(w=>w(_))))},A=()=>{let v=Object.entries(a).reduce((w,[k,{get:j}])=>(w[k]=j(c),w),{});T(v)},E={},m,b=async(v,w)=>{var k,j,zt,Zt,vt,Ce,xe,Xt,je,$o,Bo,Vo,Ko,Go,qo,Yo;let dl=!!m;if(m={...c,...m??{},...v},dl)return;await ts(...Object.values(v));let Et=d.length>0&&w===0&&s,Qo=c.media!==m.media,zo=((k=c.media)==null?void 0:k.textTracks)!==((j=m.media)==null?void 0:j.textTracks),Zo=((zt=c.media)==null?void 0:zt.videoRenditions)!==((Zt=m.media)==null?void 0:Zt.videoRenditions),Xo=((vt=c.media)==null?void 0:vt.audioTracks)!==((Ce=m.media)==null?void 0:Ce.audioTracks),Jo=((xe=c.media)==null?void 0:xe.remote)!==((Xt=m.media)==null?void 0:Xt.remote),jo=c.documentElement!==m.documentElement,en=!!c.media&&(Qo||Et),tn=!!((je=c.media)!=null&&je.textTracks)&&(zo||Et),an=!!(($o=c.media)!=null&&$o.videoRenditions)&&(Zo||Et),rn=!!((Bo=c.media)!=null&&Bo.audioTracks)&&(Xo||Et),on=!!((Vo=c.media)!=null&&Vo.remote)&&(Jo||Et),nn=!!c.documentElement&&(jo||Et),Er=en||tn||an||rn||on||nn,ft=d.length===0&&w===1&&s,sn=!!m.media&&(Qo||ft),ln=!!((Ko=m.media)!=null&&Ko.textTracks)&&(zo||ft),dn=!!((Go=m.media)!=null&&Go.videoRenditions)&&(Zo||ft),cn=!!((qo=m.media)!=null&&qo.audioTracks)&&(Xo||ft),un=!!((Yo=m.media)!=null&&Yo.remote)&&(Jo||ft),hn=!!m.documentElement&&(jo||ft),mn=sn||ln||dn||cn||un||hn;if(!(Er||mn)){Object.entries(m).forEach(([C,Jt])=>{c[C]=Jt}),A(),m=void 0;return}Object.entries(a).forEach(([C,{get:Jt,mediaEvents:cl=[],textTracksEvents:ul=[],videoRenditionsEvents:hl=[],audioTracksEvents:ml=[],remoteEvents:pl=[],rootEvents:vl=[],stateOwnersUpdateHandlers:El=[]}])=>{E[C]||(E[C]={});let ae=N=>{let V=Jt(c,N);T({[C]:V})},q;q=E[C].mediaEvents,cl.forEach(N=>{q&&en&&(c.media.removeEventListener(N,q),E[C].mediaEvents=void 0),sn&&(m.media.addEventListener(N,ae),E[C].mediaEvents=ae)}),q=E[C].textTracksEvents,ul.forEach(N=>{var V,he;q&&tn&&((V=c.media.textTracks)==null||V.removeEventListener(N,q),E[C].textTracksEvents=void 0),ln&&((he=m.media.textTracks)==null||he.addEventListener(N,ae),E[C].textTracksEvents=ae)}),q=E[C].videoRenditionsEvents,hl.forEach(N=>{var V,he;q&&an&&((V=c.media.videoRenditions)==null||V.removeEventListener(N,q),E[C].videoRenditionsEvents=void 0),dn&&((he=m.media.videoRenditions)==null||he.addEventListener(N,ae),E[C].videoRenditionsEvents=ae)}),q=E[C].audioTracksEvents,ml.forEach(N=>{var V,he;q&&rn&&((V=c.media.audioTracks)==null||V.removeEventListener(N,q),E[C].audioTracksEvents=void 0),cn&&((he=m.media.audioTracks)==null||he.addEventListener(N,ae),E[C].audioTracksEvents=ae)}),q=E[C].remoteEvents,pl.forEach(N=>{var V,he;q&&on&&((V=c.media.remote)==null||V.removeEventListener(N,q),E[C].remoteEvents=void 0),un&&((he=m.media.remote)==null||he.addEventListener(N,ae),E[C].remoteEvents=ae)}),q=E[C].rootEvents,vl.forEach(N=>{q&&nn&&(c.documentElement.removeEventListener(N,q),E[C].rootEvents=void 0),hn&&(m.documentElement.addEventListener(N,ae),E[C].rootEvents=ae)});let Gi=E[C].stateOwnersUpdateHandlers;if(Gi&&Er&&(Array.isArray(Gi)?Gi:[Gi]).forEach(V=>{typeof V=="function"&&V()}),mn){let N=El.map(V=>V(ae,m)).filter(V=>typeof V=="function");E[C].stateOwnersUpdateHandlers=N.length===1?N[0]:N}else Er&&(E[C].stateOwnersUpdateHandlers=void 0)}),Object.entries(m).forEach(([C,Jt])=>{c[C]=Jt}),A(),m=void 0};return b({media:t,fullscreenElement:e,documentElement:i,options:o}),{dispatch(v){let{type:w,detail:k}=v;if(r[w]&&_.mediaErrorCode==null){T(r[w](a,c,v));return}w==="mediaelementchangerequest"?b({media:k}):w==="fullscreenelementchangerequest"?b({fullscreenElement:k}):w==="documentelementchangerequest"?b({documentElement:k}):w==="optionschangerequest"&&(Object.entries(k??{}).forEach(([j,zt])=>{c.options[j]=zt}),A())},getState(){return _},subscribe(v){return b({},d.length+1),d.push(v),v(_),()=>{let w=d.indexOf(v);w>=0&&(b({},d.length-1),d.splice(w,1))}}}};var Gr=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},p=(t,e,i)=>(Gr(t,e,"read from private field"),i?i.call(t):e.get(t)),ne=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ee=(t,e,i,a)=>(Gr(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Ye=(t,e,i)=>(Gr(t,e,"access private method"),i),He,mi,M,se,pi,be,Ea,vi,fa,Fr,dt,ga,$r,Ei,_a,Br,cs,us=["ArrowLeft","ArrowRight","ArrowUp","ArrowDown","Enter"," ","f","m","k","c","l","j",">","<","p"],rs=10,os=.025,ns=.25,Xl=.25,Jl=2,u={DEFAULT_SUBTITLES:"defaultsubtitles",DEFAULT_STREAM_TYPE:"defaultstreamtype",DEFAULT_DURATION:"defaultduration",FULLSCREEN_ELEMENT:"fullscreenelement",HOTKEYS:"hotkeys",KEYBOARD_BACKWARD_SEEK_OFFSET:"keyboardbackwardseekoffset",KEYBOARD_FORWARD_SEEK_OFFSET:"keyboardforwardseekoffset",KEYBOARD_DOWN_VOLUME_STEP:"keyboarddownvolumestep",KEYBOARD_UP_VOLUME_STEP:"keyboardupvolumestep",KEYS_USED:"keysused",LANG:"lang",LOOP:"loop",LIVE_EDGE_OFFSET:"liveedgeoffset",NO_AUTO_SEEK_TO_LIVE:"noautoseektolive",NO_DEFAULT_STORE:"nodefaultstore",NO_HOTKEYS:"nohotkeys",NO_MUTED_PREF:"nomutedpref",NO_SUBTITLES_LANG_PREF:"nosubtitleslangpref",NO_VOLUME_PREF:"novolumepref",SEEK_TO_LIVE_OFFSET:"seektoliveoffset"},Vr=class extends tt{constructor(){super(),ne(this,fa),ne(this,ga),ne(this,Ei),ne(this,Br),this.mediaStateReceivers=[],this.associatedElementSubscriptions=new Map,ne(this,He,new ca(this,u.HOTKEYS)),ne(this,mi,void 0),ne(this,M,void 0),ne(this,se,null),ne(this,pi,void 0),ne(this,be,void 0),ne(this,Ea,i=>{var a;(a=p(this,M))==null||a.dispatch(i)}),ne(this,vi,void 0),ne(this,dt,i=>{let{key:a,shiftKey:r}=i;if(!(r&&(a==="/"||a==="?")||us.includes(a))){this.removeEventListener("keyup",p(this,dt));return}this.keyboardShortcutHandler(i)}),this.associateElement(this);let e={};Ee(this,pi,i=>{Object.entries(i).forEach(([a,r])=>{if(a in e&&e[a]===r)return;this.propagateMediaState(a,r);let o=a.toLowerCase(),s=new l.CustomEvent(gn[o],{composed:!0,detail:r});this.dispatchEvent(s)}),e=i})}static get observedAttributes(){return super.observedAttributes.concat(u.NO_HOTKEYS,u.HOTKEYS,u.DEFAULT_STREAM_TYPE,u.DEFAULT_SUBTITLES,u.DEFAULT_DURATION,u.NO_MUTED_PREF,u.NO_VOLUME_PREF,u.LANG,u.LOOP,u.LIVE_EDGE_OFFSET,u.SEEK_TO_LIVE_OFFSET,u.NO_AUTO_SEEK_TO_LIVE)}get mediaStore(){return p(this,M)}set mediaStore(e){var i,a;if(p(this,M)&&((i=p(this,be))==null||i.call(this),Ee(this,be,void 0)),Ee(this,M,e),!p(this,M)&&!this.hasAttribute(u.NO_DEFAULT_STORE)){Ye(this,fa,Fr).call(this);return}Ee(this,be,(a=p(this,M))==null?void 0:a.subscribe(p(this,pi)))}get fullscreenElement(){var e;return(e=p(this,mi))!=null?e:this}set fullscreenElement(e){var i;this.hasAttribute(u.FULLSCREEN_ELEMENT)&&this.removeAttribute(u.FULLSCREEN_ELEMENT),Ee(this,mi,e),(i=p(this,M))==null||i.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}get defaultSubtitles(){return I(this,u.DEFAULT_SUBTITLES)}set defaultSubtitles(e){y(this,u.DEFAULT_SUBTITLES,e)}get defaultStreamType(){return R(this,u.DEFAULT_STREAM_TYPE)}set defaultStreamType(e){L(this,u.DEFAULT_STREAM_TYPE,e)}get defaultDuration(){return Y(this,u.DEFAULT_DURATION)}set defaultDuration(e){Q(this,u.DEFAULT_DURATION,e)}get noHotkeys(){return I(this,u.NO_HOTKEYS)}set noHotkeys(e){y(this,u.NO_HOTKEYS,e)}get keysUsed(){return R(this,u.KEYS_USED)}set keysUsed(e){L(this,u.KEYS_USED,e)}get liveEdgeOffset(){return Y(this,u.LIVE_EDGE_OFFSET)}set liveEdgeOffset(e){Q(this,u.LIVE_EDGE_OFFSET,e)}get noAutoSeekToLive(){return I(this,u.NO_AUTO_SEEK_TO_LIVE)}set noAutoSeekToLive(e){y(this,u.NO_AUTO_SEEK_TO_LIVE,e)}get noVolumePref(){return I(this,u.NO_VOLUME_PREF)}set noVolumePref(e){y(this,u.NO_VOLUME_PREF,e)}get noMutedPref(){return I(this,u.NO_MUTED_PREF)}set noMutedPref(e){y(this,u.NO_MUTED_PREF,e)}get noSubtitlesLangPref(){return I(this,u.NO_SUBTITLES_LANG_PREF)}set noSubtitlesLangPref(e){y(this,u.NO_SUBTITLES_LANG_PREF,e)}get noDefaultStore(){return I(this,u.NO_DEFAULT_STORE)}set noDefaultStore(e){y(this,u.NO_DEFAULT_STORE,e)}get resolvedLang(){return wn()}attributeChangedCallback(e,i,a){var r,o,s,d,c,_,T,A,E,m,b,v;if(super.attributeChangedCallback(e,i,a),e===u.NO_HOTKEYS)a!==i&&a===""?(this.hasAttribute(u.HOTKEYS)&&console.warn("Media Chrome: Both `hotkeys` and `nohotkeys` have been set. All hotkeys will be disabled."),this.disableHotkeys()):a!==i&&a===null&&this.enableHotkeys(),Ye(this,Ei,_a).call(this);else if(e===u.HOTKEYS)p(this,He).value=a,Ye(this,Ei,_a).call(this);else if(e===u.DEFAULT_SUBTITLES&&a!==i)(r=p(this,M))==null||r.dispatch({type:"optionschangerequest",detail:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES)}});else if(e===u.DEFAULT_STREAM_TYPE)(s=p(this,M))==null||s.dispatch({type:"optionschangerequest",detail:{defaultStreamType:(o=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?o:void 0}});else if(e===u.LIVE_EDGE_OFFSET&&a!==i)(d=p(this,M))==null||d.dispatch({type:"optionschangerequest",detail:{liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.SEEK_TO_LIVE_OFFSET&&a!==i)(c=p(this,M))==null||c.dispatch({type:"optionschangerequest",detail:{seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0}});else if(e===u.NO_AUTO_SEEK_TO_LIVE)(_=p(this,M))==null||_.dispatch({type:"optionschangerequest",detail:{noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE)}});else if(e===u.FULLSCREEN_ELEMENT){let w=a?(T=this.getRootNode())==null?void 0:T.getElementById(a):void 0;Ee(this,mi,w),(A=p(this,M))==null||A.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement})}else e===u.LANG&&a!==i?(kn(a),(E=p(this,M))==null||E.dispatch({type:"optionschangerequest",detail:{mediaLang:a}})):e===u.LOOP&&a!==i?(m=p(this,M))==null||m.dispatch({type:h.MEDIA_LOOP_REQUEST,detail:a!=null}):e===u.NO_VOLUME_PREF&&a!==i?(b=p(this,M))==null||b.dispatch({type:"optionschangerequest",detail:{noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF)}}):e===u.NO_MUTED_PREF&&a!==i&&((v=p(this,M))==null||v.dispatch({type:"optionschangerequest",detail:{noMutedPref:this.hasAttribute(u.NO_MUTED_PREF)}}))}connectedCallback(){var e,i,a;this.associateElement(this),!p(this,M)&&!this.hasAttribute(u.NO_DEFAULT_STORE)&&Ye(this,fa,Fr).call(this),(e=p(this,M))==null||e.dispatch({type:"documentelementchangerequest",detail:H}),(i=p(this,M))==null||i.dispatch({type:"fullscreenelementchangerequest",detail:this.fullscreenElement}),super.connectedCallback(),p(this,M)&&!p(this,be)&&Ee(this,be,(a=p(this,M))==null?void 0:a.subscribe(p(this,pi))),p(this,vi)!==void 0&&p(this,M)&&this.media&&setTimeout(()=>{var r,o,s;(o=(r=this.media)==null?void 0:r.textTracks)!=null&&o.length&&((s=p(this,M))==null||s.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:p(this,vi)}))},0),this.hasAttribute(u.NO_HOTKEYS)?this.disableHotkeys():this.enableHotkeys()}disconnectedCallback(){var e,i,a,r,o,s;if((e=super.disconnectedCallback)==null||e.call(this),this.disableHotkeys(),p(this,M)){let d=p(this,M).getState();Ee(this,vi,!!((i=d.mediaSubtitlesShowing)!=null&&i.length)),(a=p(this,M))==null||a.dispatch({type:"fullscreenelementchangerequest",detail:void 0}),(r=p(this,M))==null||r.dispatch({type:"documentelementchangerequest",detail:void 0}),(o=p(this,M))==null||o.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:!1})}p(this,be)&&((s=p(this,be))==null||s.call(this),Ee(this,be,void 0)),this.unassociateElement(this),p(this,se)&&(p(this,se).remove(),Ee(this,se,null))}mediaSetCallback(e){var i;super.mediaSetCallback(e),(i=p(this,M))==null||i.dispatch({type:"mediaelementchangerequest",detail:e}),e.hasAttribute("tabindex")||(e.tabIndex=-1)}mediaUnsetCallback(e){var i;super.mediaUnsetCallback(e),(i=p(this,M))==null||i.dispatch({type:"mediaelementchangerequest",detail:void 0})}propagateMediaState(e,i){ds(this.mediaStateReceivers,e,i)}associateElement(e){if(!e)return;let{associatedElementSubscriptions:i}=this;if(i.has(e))return;let a=this.registerMediaStateReceiver.bind(this),r=this.unregisterMediaStateReceiver.bind(this),o=rd(e,a,r);Object.values(h).forEach(s=>{e.addEventListener(s,p(this,Ea))}),i.set(e,o)}unassociateElement(e){if(!e)return;let{associatedElementSubscriptions:i}=this;if(!i.has(e))return;i.get(e)(),i.delete(e),Object.values(h).forEach(r=>{e.removeEventListener(r,p(this,Ea))})}registerMediaStateReceiver(e){if(!e)return;let i=this.mediaStateReceivers;i.indexOf(e)>-1||(i.push(e),p(this,M)&&Object.entries(p(this,M).getState()).forEach(([r,o])=>{ds([e],r,o)}))}unregisterMediaStateReceiver(e){let i=this.mediaStateReceivers,a=i.indexOf(e);a<0||i.splice(a,1)}enableHotkeys(){this.addEventListener("keydown",Ye(this,ga,$r))}disableHotkeys(){this.removeEventListener("keydown",Ye(this,ga,$r)),this.removeEventListener("keyup",p(this,dt))}get hotkeys(){return p(this,He)}set hotkeys(e){L(this,u.HOTKEYS,e)}keyboardShortcutHandler(e){var i,a,r,o,s,d,c,_,T;let A=e.target;if(((r=(a=(i=A.getAttribute(u.KEYS_USED))==null?void 0:i.split(" "))!=null?a:A?.keysUsed)!=null?r:[]).map(k=>k==="Space"?" ":k).filter(Boolean).includes(e.key))return;let m,b,v;if(!(p(this,He).contains(sa(e.key))||e.shiftKey&&(e.key==="/"||e.key==="?")&&p(this,He).contains("noshift+/")))switch(e.key){case" ":case"k":m=p(this,M).getState().mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"m":m=this.mediaStore.getState().mediaVolumeLevel==="off"?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"f":m=this.mediaStore.getState().mediaIsFullscreen?h.MEDIA_EXIT_FULLSCREEN_REQUEST:h.MEDIA_ENTER_FULLSCREEN_REQUEST,this.dispatchEvent(new l.CustomEvent(m,{composed:!0,bubbles:!0}));break;case"c":this.dispatchEvent(new l.CustomEvent(h.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}));break;case"ArrowLeft":case"j":{let k=this.hasAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_BACKWARD_SEEK_OFFSET):rs;b=Math.max(((o=this.mediaStore.getState().mediaCurrentTime)!=null?o:0)-k,0),v=new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"ArrowRight":case"l":{let k=this.hasAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET)?+this.getAttribute(u.KEYBOARD_FORWARD_SEEK_OFFSET):rs;b=Math.max(((s=this.mediaStore.getState().mediaCurrentTime)!=null?s:0)+k,0),v=new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"ArrowUp":{let k=this.hasAttribute(u.KEYBOARD_UP_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_UP_VOLUME_STEP):os;b=Math.min(((d=this.mediaStore.getState().mediaVolume)!=null?d:1)+k,1),v=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"ArrowDown":{let k=this.hasAttribute(u.KEYBOARD_DOWN_VOLUME_STEP)?+this.getAttribute(u.KEYBOARD_DOWN_VOLUME_STEP):os;b=Math.max(((c=this.mediaStore.getState().mediaVolume)!=null?c:1)-k,0),v=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"<":{let k=(_=this.mediaStore.getState().mediaPlaybackRate)!=null?_:1;b=Math.max(k-ns,Xl).toFixed(2),v=new l.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case">":{let k=(T=this.mediaStore.getState().mediaPlaybackRate)!=null?T:1;b=Math.min(k+ns,Jl).toFixed(2),v=new l.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:b}),this.dispatchEvent(v);break}case"/":case"?":{e.shiftKey&&Ye(this,Br,cs).call(this);break}case"p":{m=this.mediaStore.getState().mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST,v=new l.CustomEvent(m,{composed:!0,bubbles:!0}),this.dispatchEvent(v);break}default:break}}};He=new WeakMap;mi=new WeakMap;M=new WeakMap;se=new WeakMap;pi=new WeakMap;be=new WeakMap;Ea=new WeakMap;vi=new WeakMap;fa=new WeakSet;Fr=function(){var t;this.mediaStore=as({media:this.media,fullscreenElement:this.fullscreenElement,options:{defaultSubtitles:this.hasAttribute(u.DEFAULT_SUBTITLES),defaultDuration:this.hasAttribute(u.DEFAULT_DURATION)?+this.getAttribute(u.DEFAULT_DURATION):void 0,defaultStreamType:(t=this.getAttribute(u.DEFAULT_STREAM_TYPE))!=null?t:void 0,liveEdgeOffset:this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(u.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(u.SEEK_TO_LIVE_OFFSET):this.hasAttribute(u.LIVE_EDGE_OFFSET)?+this.getAttribute(u.LIVE_EDGE_OFFSET):void 0,noAutoSeekToLive:this.hasAttribute(u.NO_AUTO_SEEK_TO_LIVE),noVolumePref:this.hasAttribute(u.NO_VOLUME_PREF),noMutedPref:this.hasAttribute(u.NO_MUTED_PREF),noSubtitlesLangPref:this.hasAttribute(u.NO_SUBTITLES_LANG_PREF)}})};dt=new WeakMap;ga=new WeakSet;$r=function(t){var e;let{metaKey:i,altKey:a,key:r,shiftKey:o}=t,s=o&&(r==="/"||r==="?");if(s&&((e=p(this,se))!=null&&e.open)){this.removeEventListener("keyup",p(this,dt));return}if(i||a||!s&&!us.includes(r)){this.removeEventListener("keyup",p(this,dt));return}let d=t.target,c=d instanceof HTMLElement&&(d.tagName.toLowerCase()==="media-volume-range"||d.tagName.toLowerCase()==="media-time-range");[" ","ArrowLeft","ArrowRight","ArrowUp","ArrowDown"].includes(r)&&!p(this,He).contains(sa(r))&&!c&&t.preventDefault(),this.addEventListener("keyup",p(this,dt),{once:!0})};Ei=new WeakSet;_a=function(){p(this,se)&&(p(this,se).hotkeys=p(this,He).value||void 0,(this.noHotkeys||p(this,He).contains("noshift+/"))&&(p(this,se).open=!1))};Br=new WeakSet;cs=function(){p(this,se)||(Ee(this,se,H.createElement("media-keyboard-shortcuts-dialog")),Ye(this,Ei,_a).call(this),this.appendChild(p(this,se))),p(this,se).open=!0};var jl=Object.values(n),ed=Object.values(gr),hs=t=>{var e,i,a,r;let{observedAttributes:o}=t.constructor;!o&&((e=t.nodeName)!=null&&e.includes("-"))&&(l.customElements.upgrade(t),{observedAttributes:o}=t.constructor);let s=(r=(a=(i=t?.getAttribute)==null?void 0:i.call(t,S.MEDIA_CHROME_ATTRIBUTES))==null?void 0:a.split)==null?void 0:r.call(a,/\s+/);return Array.isArray(o||s)?(o||s).filter(d=>jl.includes(d)):[]},td=t=>{var e,i;return(e=t.nodeName)!=null&&e.includes("-")&&l.customElements.get((i=t.nodeName)==null?void 0:i.toLowerCase())&&!(t instanceof l.customElements.get(t.nodeName.toLowerCase()))&&l.customElements.upgrade(t),ed.some(a=>a in t)},Kr=t=>td(t)||!!hs(t).length,ss=t=>{var e;return(e=t?.join)==null?void 0:e.call(t,":")},ls={[n.MEDIA_SUBTITLES_LIST]:ui,[n.MEDIA_SUBTITLES_SHOWING]:ui,[n.MEDIA_SEEKABLE]:ss,[n.MEDIA_BUFFERED]:t=>t?.map(ss).join(" "),[n.MEDIA_PREVIEW_COORDS]:t=>t?.join(" "),[n.MEDIA_RENDITION_LIST]:Wn,[n.MEDIA_AUDIO_TRACK_LIST]:$n},id=async(t,e,i)=>{var a,r;if(t.isConnected||await ua(0),typeof i=="boolean"||i==null)return y(t,e,i);if(typeof i=="number")return Q(t,e,i);if(typeof i=="string")return L(t,e,i);if(Array.isArray(i)&&!i.length)return t.removeAttribute(e);let o=(r=(a=ls[e])==null?void 0:a.call(ls,i))!=null?r:i;return t.setAttribute(e,o)},ad=t=>{var e;return!!((e=t.closest)!=null&&e.call(t,'*[slot="media"]'))},lt=(t,e)=>{if(ad(t))return;let i=(r,o)=>{var s,d;Kr(r)&&o(r);let{children:c=[]}=r??{},_=(d=(s=r?.shadowRoot)==null?void 0:s.children)!=null?d:[];[...c,..._].forEach(A=>lt(A,o))},a=t?.nodeName.toLowerCase();if(a.includes("-")&&!Kr(t)){l.customElements.whenDefined(a).then(()=>{i(t,e)});return}i(t,e)},ds=(t,e,i)=>{t.forEach(a=>{if(e in a){a[e]=i;return}let r=hs(a),o=e.toLowerCase();r.includes(o)&&id(a,o,i)})},rd=(t,e,i)=>{lt(t,e);let a=T=>{var A;let E=(A=T?.composedPath()[0])!=null?A:T.target;e(E)},r=T=>{var A;let E=(A=T?.composedPath()[0])!=null?A:T.target;i(E)};t.addEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,a),t.addEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,r);let o=T=>{T.forEach(A=>{let{addedNodes:E=[],removedNodes:m=[],type:b,target:v,attributeName:w}=A;b==="childList"?(Array.prototype.forEach.call(E,k=>lt(k,e)),Array.prototype.forEach.call(m,k=>lt(k,i))):b==="attributes"&&w===S.MEDIA_CHROME_ATTRIBUTES&&(Kr(v)?e(v):i(v))})},s=[],d=T=>{let A=T.target;A.name!=="media"&&(s.forEach(E=>lt(E,i)),s=[...A.assignedElements({flatten:!0})],s.forEach(E=>lt(E,e)))};t.addEventListener("slotchange",d);let c=new MutationObserver(o);return c.observe(t,{childList:!0,attributes:!0,subtree:!0}),()=>{lt(t,i),t.removeEventListener("slotchange",d),c.disconnect(),t.removeEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,a),t.removeEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,r)}};l.customElements.get("media-controller")||l.customElements.define("media-controller",Vr);var ms=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},ba=(t,e,i)=>(ms(t,e,"read from private field"),i?i.call(t):e.get(t)),od=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Aa=(t,e,i,a)=>(ms(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Ae;function nd(t){return`
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
  `}var fi=class extends l.HTMLElement{constructor(){if(super(),od(this,Ae,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,a){var r,o,s,d,c;e===S.MEDIA_CONTROLLER&&(i&&((o=(r=ba(this,Ae))==null?void 0:r.unassociateElement)==null||o.call(r,this),Aa(this,Ae,null)),a&&this.isConnected&&(Aa(this,Ae,(s=this.getRootNode())==null?void 0:s.getElementById(a)),(c=(d=ba(this,Ae))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i,a;let r=this.getAttribute(S.MEDIA_CONTROLLER);r&&(Aa(this,Ae,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(a=(i=ba(this,Ae))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=ba(this,Ae))==null?void 0:e.unassociateElement)==null||i.call(e,this),Aa(this,Ae,null)}};Ae=new WeakMap;fi.shadowRootOptions={mode:"open"};fi.getTemplateHTML=nd;l.customElements.get("media-control-bar")||l.customElements.define("media-control-bar",fi);var Ct={PLACEMENT:"placement",BOUNDS:"bounds"};function sd(t){return`
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
  `}var xt=class extends l.HTMLElement{constructor(){if(super(),this.updateXOffset=()=>{var e;if(!Xi(this,{checkOpacity:!1,checkVisibilityCSS:!1}))return;let i=this.placement;if(i==="left"||i==="right"){this.style.removeProperty("--media-tooltip-offset-x");return}let a=getComputedStyle(this),r=(e=_e(this,"#"+this.bounds))!=null?e:Be(this);if(!r)return;let{x:o,width:s}=r.getBoundingClientRect(),{x:d,width:c}=this.getBoundingClientRect(),_=d+c,T=o+s,A=a.getPropertyValue("--media-tooltip-offset-x"),E=A?parseFloat(A.replace("px","")):0,m=a.getPropertyValue("--media-tooltip-container-margin"),b=m?parseFloat(m.replace("px","")):0,v=d-o+E-b,w=_-T+E+b;if(v<0){this.style.setProperty("--media-tooltip-offset-x",`${v}px`);return}if(w>0){this.style.setProperty("--media-tooltip-offset-x",`${w}px`);return}this.style.removeProperty("--media-tooltip-offset-x")},!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}if(this.arrowEl=this.shadowRoot.querySelector("#arrow"),Object.prototype.hasOwnProperty.call(this,"placement")){let e=this.placement;delete this.placement,this.placement=e}}static get observedAttributes(){return[Ct.PLACEMENT,Ct.BOUNDS]}get placement(){return R(this,Ct.PLACEMENT)}set placement(e){L(this,Ct.PLACEMENT,e)}get bounds(){return R(this,Ct.BOUNDS)}set bounds(e){L(this,Ct.BOUNDS,e)}};xt.shadowRootOptions={mode:"open"};xt.getTemplateHTML=sd;l.customElements.get("media-tooltip")||l.customElements.define("media-tooltip",xt);var qr=xt;var zr=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},K=(t,e,i)=>(zr(t,e,"read from private field"),i?i.call(t):e.get(t)),ct=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ta=(t,e,i,a)=>(zr(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ps=(t,e,i)=>(zr(t,e,"access private method"),i),Te,Ut,Yr,vs,ze,Ot,Sa,Qr,Es,Qe={TOOLTIP_PLACEMENT:"tooltipplacement",DISABLED:"disabled",NO_TOOLTIP:"notooltip"};function ld(t,e={}){return`
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
        <template shadowrootmode="${qr.shadowRootOptions.mode}">
          ${qr.getTemplateHTML({})}
        </template>
        <slot name="tooltip-content">
          ${this.getTooltipContentHTML(t)}
        </slot>
      </media-tooltip>
    </slot>
  `}function dd(t,e){return`
    <slot></slot>
  `}function cd(){return""}var B=class extends l.HTMLElement{constructor(){if(super(),ct(this,Yr),ct(this,Qr),ct(this,Te,void 0),this.preventClick=!1,this.tooltipEl=null,ct(this,Ut,e=>{this.preventClick||this.handleClick(e),setTimeout(K(this,ze),0)}),ct(this,ze,()=>{var e,i;(i=(e=this.tooltipEl)==null?void 0:e.updateXOffset)==null||i.call(e)}),ct(this,Ot,e=>{let{key:i}=e;if(!this.keysUsed.includes(i)){this.removeEventListener("keyup",K(this,Ot));return}this.preventClick||this.handleClick(e)}),ct(this,Sa,e=>{let{metaKey:i,altKey:a,key:r}=e;if(i||a||!this.keysUsed.includes(r)){this.removeEventListener("keyup",K(this,Ot));return}this.addEventListener("keyup",K(this,Ot),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}this.tooltipEl=this.shadowRoot.querySelector("media-tooltip")}static get observedAttributes(){return["disabled",Qe.TOOLTIP_PLACEMENT,S.MEDIA_CONTROLLER,n.MEDIA_LANG]}enable(){this.addEventListener("click",K(this,Ut)),this.addEventListener("keydown",K(this,Sa)),this.tabIndex=0}disable(){this.removeEventListener("click",K(this,Ut)),this.removeEventListener("keydown",K(this,Sa)),this.removeEventListener("keyup",K(this,Ot)),this.tabIndex=-1}attributeChangedCallback(e,i,a){var r,o,s,d,c;e===S.MEDIA_CONTROLLER?(i&&((o=(r=K(this,Te))==null?void 0:r.unassociateElement)==null||o.call(r,this),Ta(this,Te,null)),a&&this.isConnected&&(Ta(this,Te,(s=this.getRootNode())==null?void 0:s.getElementById(a)),(c=(d=K(this,Te))==null?void 0:d.associateElement)==null||c.call(d,this))):e==="disabled"&&a!==i?a==null?this.enable():this.disable():e===Qe.TOOLTIP_PLACEMENT&&this.tooltipEl&&a!==i?this.tooltipEl.placement=a:e===n.MEDIA_LANG&&(this.shadowRoot.querySelector('slot[name="tooltip-content"]').innerHTML=this.constructor.getTooltipContentHTML()),ps(this,Yr,vs).call(this)&&K(this,ze).call(this)}connectedCallback(){var e,i,a;let{style:r}=U(this.shadowRoot,":host");r.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),this.hasAttribute("disabled")?this.disable():this.enable(),this.setAttribute("role","button");let o=this.getAttribute(S.MEDIA_CONTROLLER);o&&(Ta(this,Te,(e=this.getRootNode())==null?void 0:e.getElementById(o)),(a=(i=K(this,Te))==null?void 0:i.associateElement)==null||a.call(i,this)),l.customElements.whenDefined("media-tooltip").then(()=>ps(this,Qr,Es).call(this))}disconnectedCallback(){var e,i;this.disable(),(i=(e=K(this,Te))==null?void 0:e.unassociateElement)==null||i.call(e,this),Ta(this,Te,null),this.removeEventListener("mouseenter",K(this,ze)),this.removeEventListener("focus",K(this,ze)),this.removeEventListener("click",K(this,Ut))}get keysUsed(){return["Enter"," "]}get tooltipPlacement(){return R(this,Qe.TOOLTIP_PLACEMENT)}set tooltipPlacement(e){L(this,Qe.TOOLTIP_PLACEMENT,e)}get mediaController(){return R(this,S.MEDIA_CONTROLLER)}set mediaController(e){L(this,S.MEDIA_CONTROLLER,e)}get disabled(){return I(this,Qe.DISABLED)}set disabled(e){y(this,Qe.DISABLED,e)}get noTooltip(){return I(this,Qe.NO_TOOLTIP)}set noTooltip(e){y(this,Qe.NO_TOOLTIP,e)}handleClick(e){}};Te=new WeakMap;Ut=new WeakMap;Yr=new WeakSet;vs=function(){try{return this.matches(":hover, :focus-visible")}catch{return this.matches(":hover, :focus")}};ze=new WeakMap;Ot=new WeakMap;Sa=new WeakMap;Qr=new WeakSet;Es=function(){this.addEventListener("mouseenter",K(this,ze)),this.addEventListener("focus",K(this,ze)),this.addEventListener("click",K(this,Ut));let t=this.tooltipPlacement;t&&this.tooltipEl&&(this.tooltipEl.placement=t)};B.shadowRootOptions={mode:"open"};B.getTemplateHTML=ld;B.getSlotTemplateHTML=dd;B.getTooltipContentHTML=cd;l.customElements.get("media-chrome-button")||l.customElements.define("media-chrome-button",B);var ud=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="m6 21 15-9L6 3v18Z"/>
</svg>`,hd=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M6 20h4V4H6v16Zm8-16v16h4V4h-4Z"/>
</svg>`;function md(t){return`
    <style>
      :host([${n.MEDIA_PAUSED}]) slot[name=pause],
      :host(:not([${n.MEDIA_PAUSED}])) slot[name=play] {
        display: none !important;
      }

      :host([${n.MEDIA_PAUSED}]) slot[name=tooltip-pause],
      :host(:not([${n.MEDIA_PAUSED}])) slot[name=tooltip-play] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="play">${ud}</slot>
      <slot name="pause">${hd}</slot>
    </slot>
  `}function pd(){return`
    <slot name="tooltip-play">${f("Play")}</slot>
    <slot name="tooltip-pause">${f("Pause")}</slot>
  `}var fs=t=>{let e=t.mediaPaused?f("play"):f("pause");t.setAttribute("aria-label",e)},gi=class extends B{static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_PAUSED,n.MEDIA_ENDED]}connectedCallback(){super.connectedCallback(),fs(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),(e===n.MEDIA_PAUSED||e===n.MEDIA_LANG)&&fs(this)}get mediaPaused(){return I(this,n.MEDIA_PAUSED)}set mediaPaused(e){y(this,n.MEDIA_PAUSED,e)}handleClick(){let e=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};gi.getSlotTemplateHTML=md;gi.getTooltipContentHTML=pd;l.customElements.get("media-play-button")||l.customElements.define("media-play-button",gi);var vd=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M16.5 12A4.5 4.5 0 0 0 14 8v2.18l2.45 2.45a4.22 4.22 0 0 0 .05-.63Zm2.5 0a6.84 6.84 0 0 1-.54 2.64L20 16.15A8.8 8.8 0 0 0 21 12a9 9 0 0 0-7-8.77v2.06A7 7 0 0 1 19 12ZM4.27 3 3 4.27 7.73 9H3v6h4l5 5v-6.73l4.25 4.25A6.92 6.92 0 0 1 14 18.7v2.06A9 9 0 0 0 17.69 19l2 2.05L21 19.73l-9-9L4.27 3ZM12 4 9.91 6.09 12 8.18V4Z"/>
</svg>`,gs=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4Z"/>
</svg>`,Ed=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4ZM14 3.23v2.06a7 7 0 0 1 0 13.42v2.06a9 9 0 0 0 0-17.54Z"/>
</svg>`;function fd(t){return`
    <style>
      :host(:not([${n.MEDIA_VOLUME_LEVEL}])) slot[name=icon] slot:not([name=high]),
      :host([${n.MEDIA_VOLUME_LEVEL}=high]) slot[name=icon] slot:not([name=high]) {
        display: none !important;
      }

      :host([${n.MEDIA_VOLUME_LEVEL}=off]) slot[name=icon] slot:not([name=off]) {
        display: none !important;
      }

      :host([${n.MEDIA_VOLUME_LEVEL}=low]) slot[name=icon] slot:not([name=low]) {
        display: none !important;
      }

      :host([${n.MEDIA_VOLUME_LEVEL}=medium]) slot[name=icon] slot:not([name=medium]) {
        display: none !important;
      }

      :host(:not([${n.MEDIA_VOLUME_LEVEL}=off])) slot[name=tooltip-unmute],
      :host([${n.MEDIA_VOLUME_LEVEL}=off]) slot[name=tooltip-mute] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="off">${vd}</slot>
      <slot name="low">${gs}</slot>
      <slot name="medium">${gs}</slot>
      <slot name="high">${Ed}</slot>
    </slot>
  `}function gd(){return`
    <slot name="tooltip-mute">${f("Mute")}</slot>
    <slot name="tooltip-unmute">${f("Unmute")}</slot>
  `}var _s=t=>{let i=t.mediaVolumeLevel==="off"?f("unmute"):f("mute");t.setAttribute("aria-label",i)},_i=class extends B{static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_VOLUME_LEVEL]}connectedCallback(){super.connectedCallback(),_s(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===n.MEDIA_VOLUME_LEVEL&&_s(this)}get mediaVolumeLevel(){return R(this,n.MEDIA_VOLUME_LEVEL)}set mediaVolumeLevel(e){L(this,n.MEDIA_VOLUME_LEVEL,e)}handleClick(){let e=this.mediaVolumeLevel==="off"?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};_i.getSlotTemplateHTML=fd;_i.getTooltipContentHTML=gd;l.customElements.get("media-mute-button")||l.customElements.define("media-mute-button",_i);var io=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},W=(t,e,i)=>(io(t,e,"read from private field"),i?i.call(t):e.get(t)),J=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ze=(t,e,i,a)=>(io(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),fe=(t,e,i)=>(io(t,e,"access private method"),i),Se,xa,Ia,ya,ge,Da,ka,wa,Ma,ao,bs,La,Zr,Ra,Xr,Ca,ro,Jr,As,jr,Ts,eo,Ss,to,Is;function _d(t){return`
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
  `}function bd(t){return""}var Ie=class extends l.HTMLElement{constructor(){if(super(),J(this,ao),J(this,La),J(this,Ra),J(this,Ca),J(this,Jr),J(this,jr),J(this,eo),J(this,to),J(this,Se,void 0),J(this,xa,void 0),J(this,Ia,void 0),J(this,ya,void 0),J(this,ge,{}),J(this,Da,[]),J(this,ka,()=>{if(this.range.matches(":focus-visible")){let{style:e}=U(this.shadowRoot,":host");e.setProperty("--_focus-visible-box-shadow","var(--_focus-box-shadow)")}}),J(this,wa,()=>{let{style:e}=U(this.shadowRoot,":host");e.removeProperty("--_focus-visible-box-shadow")}),J(this,Ma,()=>{let e=this.shadowRoot.querySelector("#segments-clipping");e&&e.parentNode.append(e)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes),i=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(i):this.shadowRoot.innerHTML=i}this.container=this.shadowRoot.querySelector("#container"),Ze(this,Ia,this.shadowRoot.querySelector("#startpoint")),Ze(this,ya,this.shadowRoot.querySelector("#endpoint")),this.range=this.shadowRoot.querySelector("#range"),this.appearance=this.shadowRoot.querySelector("#appearance")}static get observedAttributes(){return["disabled","aria-disabled",S.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,a){var r,o,s,d,c;e===S.MEDIA_CONTROLLER?(i&&((o=(r=W(this,Se))==null?void 0:r.unassociateElement)==null||o.call(r,this),Ze(this,Se,null)),a&&this.isConnected&&(Ze(this,Se,(s=this.getRootNode())==null?void 0:s.getElementById(a)),(c=(d=W(this,Se))==null?void 0:d.associateElement)==null||c.call(d,this))):(e==="disabled"||e==="aria-disabled"&&i!==a)&&(a==null?(this.range.removeAttribute(e),fe(this,La,Zr).call(this)):(this.range.setAttribute(e,a),fe(this,Ra,Xr).call(this)))}connectedCallback(){var e,i,a;let{style:r}=U(this.shadowRoot,":host");r.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),W(this,ge).pointer=U(this.shadowRoot,"#pointer"),W(this,ge).progress=U(this.shadowRoot,"#progress"),W(this,ge).thumb=U(this.shadowRoot,'#thumb, ::slotted([slot="thumb"])'),W(this,ge).activeSegment=U(this.shadowRoot,"#segments-clipping rect:nth-child(0)");let o=this.getAttribute(S.MEDIA_CONTROLLER);o&&(Ze(this,Se,(e=this.getRootNode())==null?void 0:e.getElementById(o)),(a=(i=W(this,Se))==null?void 0:i.associateElement)==null||a.call(i,this)),this.updateBar(),this.shadowRoot.addEventListener("focusin",W(this,ka)),this.shadowRoot.addEventListener("focusout",W(this,wa)),fe(this,La,Zr).call(this),Oe(this.container,W(this,Ma))}disconnectedCallback(){var e,i;fe(this,Ra,Xr).call(this),(i=(e=W(this,Se))==null?void 0:e.unassociateElement)==null||i.call(e,this),Ze(this,Se,null),this.shadowRoot.removeEventListener("focusin",W(this,ka)),this.shadowRoot.removeEventListener("focusout",W(this,wa)),Ue(this.container,W(this,Ma))}updatePointerBar(e){var i;(i=W(this,ge).pointer)==null||i.style.setProperty("width",`${this.getPointerRatio(e)*100}%`)}updateBar(){var e,i;let a=this.range.valueAsNumber*100;(e=W(this,ge).progress)==null||e.style.setProperty("width",`${a}%`),(i=W(this,ge).thumb)==null||i.style.setProperty("left",`${a}%`)}updateSegments(e){let i=this.shadowRoot.querySelector("#segments-clipping");if(i.textContent="",this.container.classList.toggle("segments",!!e?.length),!e?.length)return;let a=[...new Set([+this.range.min,...e.flatMap(o=>[o.start,o.end]),+this.range.max])];Ze(this,Da,[...a]);let r=a.pop();for(let[o,s]of a.entries()){let[d,c]=[o===0,o===a.length-1],_=d?"calc(var(--segments-gap) / -1)":`${s*100}%`,A=`calc(${((c?r:a[o+1])-s)*100}%${d||c?"":" - var(--segments-gap)"})`,E=H.createElementNS("http://www.w3.org/2000/svg","rect"),m=ii(this.shadowRoot,`#segments-clipping rect:nth-child(${o+1})`);m.style.setProperty("x",_),m.style.setProperty("width",A),i.append(E)}}getPointerRatio(e){return Tn(e.clientX,e.clientY,W(this,Ia).getBoundingClientRect(),W(this,ya).getBoundingClientRect())}get dragging(){return this.hasAttribute("dragging")}handleEvent(e){switch(e.type){case"pointermove":fe(this,to,Is).call(this,e);break;case"input":this.updateBar();break;case"pointerenter":fe(this,Jr,As).call(this,e);break;case"pointerdown":fe(this,Ca,ro).call(this,e);break;case"pointerup":fe(this,jr,Ts).call(this);break;case"pointerleave":fe(this,eo,Ss).call(this);break}}get keysUsed(){return["ArrowUp","ArrowRight","ArrowDown","ArrowLeft"]}};Se=new WeakMap;xa=new WeakMap;Ia=new WeakMap;ya=new WeakMap;ge=new WeakMap;Da=new WeakMap;ka=new WeakMap;wa=new WeakMap;Ma=new WeakMap;ao=new WeakSet;bs=function(t){let e=W(this,ge).activeSegment;if(!e)return;let i=this.getPointerRatio(t),r=`#segments-clipping rect:nth-child(${W(this,Da).findIndex((o,s,d)=>{let c=d[s+1];return c!=null&&i>=o&&i<=c})+1})`;(e.selectorText!=r||!e.style.transform)&&(e.selectorText=r,e.style.setProperty("transform","var(--media-range-segment-hover-transform, scaleY(2))"))};La=new WeakSet;Zr=function(){this.hasAttribute("disabled")||!this.isConnected||(this.addEventListener("input",this),this.addEventListener("pointerdown",this),this.addEventListener("pointerenter",this))};Ra=new WeakSet;Xr=function(){var t,e;this.removeEventListener("input",this),this.removeEventListener("pointerdown",this),this.removeEventListener("pointerenter",this),this.removeEventListener("pointerleave",this),(t=l.window)==null||t.removeEventListener("pointerup",this),(e=l.window)==null||e.removeEventListener("pointermove",this)};Ca=new WeakSet;ro=function(t){var e;Ze(this,xa,t.composedPath().includes(this.range)),(e=l.window)==null||e.addEventListener("pointerup",this,{once:!0})};Jr=new WeakSet;As=function(t){var e;t.pointerType!=="mouse"&&fe(this,Ca,ro).call(this,t),this.addEventListener("pointerleave",this,{once:!0}),(e=l.window)==null||e.addEventListener("pointermove",this)};jr=new WeakSet;Ts=function(){var t;(t=l.window)==null||t.removeEventListener("pointerup",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled")};eo=new WeakSet;Ss=function(){var t,e;this.removeEventListener("pointerleave",this),(t=l.window)==null||t.removeEventListener("pointermove",this),this.toggleAttribute("dragging",!1),this.range.disabled=this.hasAttribute("disabled"),(e=W(this,ge).activeSegment)==null||e.style.removeProperty("transform")};to=new WeakSet;Is=function(t){t.pointerType==="pen"&&t.buttons===0||(this.toggleAttribute("dragging",t.buttons===1||t.pointerType!=="mouse"),this.updatePointerBar(t),fe(this,ao,bs).call(this,t),this.dragging&&(t.pointerType!=="mouse"||!W(this,xa))&&(this.range.disabled=!0,this.range.valueAsNumber=this.getPointerRatio(t),this.range.dispatchEvent(new Event("input",{bubbles:!0,composed:!0}))))};Ie.shadowRootOptions={mode:"open"};Ie.getTemplateHTML=_d;Ie.getContainerTemplateHTML=bd;l.customElements.get("media-chrome-range")||l.customElements.define("media-chrome-range",Ie);var Ad=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},ys=(t,e,i)=>(Ad(t,e,"read from private field"),i?i.call(t):e.get(t)),Td=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Oa,Sd=1,Id=t=>t.mediaMuted?0:t.mediaVolume,yd=t=>`${Math.round(t*100)}%`,oo=class extends Ie{constructor(){super(...arguments),Td(this,Oa,()=>{let e=this.range.value,i=new l.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:e});this.dispatchEvent(i)})}static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_VOLUME,n.MEDIA_MUTED,n.MEDIA_VOLUME_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),this.range.setAttribute("aria-label",f("volume")),this.range.addEventListener("input",ys(this,Oa))}disconnectedCallback(){this.range.removeEventListener("input",ys(this,Oa)),super.disconnectedCallback()}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),(e===n.MEDIA_VOLUME||e===n.MEDIA_MUTED)&&(this.range.valueAsNumber=Id(this),this.range.setAttribute("aria-valuetext",yd(this.range.valueAsNumber)),this.updateBar())}get mediaVolume(){return Y(this,n.MEDIA_VOLUME,Sd)}set mediaVolume(e){Q(this,n.MEDIA_VOLUME,e)}get mediaMuted(){return I(this,n.MEDIA_MUTED)}set mediaMuted(e){y(this,n.MEDIA_MUTED,e)}get mediaVolumeUnavailable(){return R(this,n.MEDIA_VOLUME_UNAVAILABLE)}set mediaVolumeUnavailable(e){L(this,n.MEDIA_VOLUME_UNAVAILABLE,e)}};Oa=new WeakMap;l.customElements.get("media-volume-range")||l.customElements.define("media-volume-range",oo);var{MEDIA_TIME_IS_LIVE:Ua,MEDIA_PAUSED:bi}=n,{MEDIA_SEEK_TO_LIVE_REQUEST:kd,MEDIA_PLAY_REQUEST:wd}=h,Md='<svg viewBox="0 0 6 12" aria-hidden="true"><circle cx="3" cy="6" r="2"></circle></svg>';function Ld(t){return`
    <style>
      :host { --media-tooltip-display: none; }
      
      slot[name=indicator] > *,
      :host ::slotted([slot=indicator]) {
        
        min-width: auto;
        fill: var(--media-live-button-icon-color, rgb(140, 140, 140));
        color: var(--media-live-button-icon-color, rgb(140, 140, 140));
      }

      :host([${Ua}]:not([${bi}])) slot[name=indicator] > *,
      :host([${Ua}]:not([${bi}])) ::slotted([slot=indicator]) {
        fill: var(--media-live-button-indicator-color, rgb(255, 0, 0));
        color: var(--media-live-button-indicator-color, rgb(255, 0, 0));
      }

      :host([${Ua}]:not([${bi}])) {
        cursor: var(--media-cursor, not-allowed);
      }

      slot[name=text]{
        text-transform: uppercase;
      }

    </style>

    <slot name="indicator">${Md}</slot>
    
    <slot name="spacer">&nbsp;</slot><slot name="text">${f("live")}</slot>
  `}var ks=t=>{var e;let i=t.mediaPaused||!t.mediaTimeIsLive,a=i?f("seek to live"):f("playing live");t.setAttribute("aria-label",a);let r=(e=t.shadowRoot)==null?void 0:e.querySelector('slot[name="text"]');r&&(r.textContent=f("live")),i?t.removeAttribute("aria-disabled"):t.setAttribute("aria-disabled","true")},Pa=class extends B{static get observedAttributes(){return[...super.observedAttributes,Ua,bi]}connectedCallback(){super.connectedCallback(),ks(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),ks(this)}get mediaPaused(){return I(this,n.MEDIA_PAUSED)}set mediaPaused(e){y(this,n.MEDIA_PAUSED,e)}get mediaTimeIsLive(){return I(this,n.MEDIA_TIME_IS_LIVE)}set mediaTimeIsLive(e){y(this,n.MEDIA_TIME_IS_LIVE,e)}handleClick(){!this.mediaPaused&&this.mediaTimeIsLive||(this.dispatchEvent(new l.CustomEvent(kd,{composed:!0,bubbles:!0})),this.hasAttribute(bi)&&this.dispatchEvent(new l.CustomEvent(wd,{composed:!0,bubbles:!0})))}};Pa.getSlotTemplateHTML=Ld;l.customElements.get("media-live-button")||l.customElements.define("media-live-button",Pa);var ws=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Na=(t,e,i)=>(ws(t,e,"read from private field"),i?i.call(t):e.get(t)),Rd=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Ha=(t,e,i,a)=>(ws(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ye;function Dd(t){return`
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
  `}var Pt=class extends l.HTMLElement{constructor(){if(super(),Rd(this,ye,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER,n.MEDIA_PREVIEW_IMAGE,n.MEDIA_PREVIEW_COORDS]}connectedCallback(){var e,i,a;let r=this.getAttribute(S.MEDIA_CONTROLLER);r&&(Ha(this,ye,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(a=(i=Na(this,ye))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=Na(this,ye))==null?void 0:e.unassociateElement)==null||i.call(e,this),Ha(this,ye,null)}attributeChangedCallback(e,i,a){var r,o,s,d,c;[n.MEDIA_PREVIEW_IMAGE,n.MEDIA_PREVIEW_COORDS].includes(e)&&this.update(),e===S.MEDIA_CONTROLLER&&(i&&((o=(r=Na(this,ye))==null?void 0:r.unassociateElement)==null||o.call(r,this),Ha(this,ye,null)),a&&this.isConnected&&(Ha(this,ye,(s=this.getRootNode())==null?void 0:s.getElementById(a)),(c=(d=Na(this,ye))==null?void 0:d.associateElement)==null||c.call(d,this)))}get mediaPreviewImage(){return R(this,n.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){L(this,n.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewCoords(){let e=this.getAttribute(n.MEDIA_PREVIEW_COORDS);if(e)return e.split(/\s+/).map(i=>+i)}set mediaPreviewCoords(e){if(!e){this.removeAttribute(n.MEDIA_PREVIEW_COORDS);return}this.setAttribute(n.MEDIA_PREVIEW_COORDS,e.join(" "))}update(){let e=this.mediaPreviewCoords,i=this.mediaPreviewImage;if(!(e&&i))return;let[a,r,o,s]=e,d=i.split("#")[0],c=getComputedStyle(this),{maxWidth:_,maxHeight:T,minWidth:A,minHeight:E}=c,m=c.getPropertyValue("--media-preview-thumbnail-object-fit").trim()||"contain",b,v;if(m==="fill"){let Ce=parseInt(_)/o,xe=parseInt(T)/s,Xt=parseInt(A)/o,je=parseInt(E)/s;b=Ce<1?Ce:Math.max(Ce,Xt),v=xe<1?xe:Math.max(xe,je)}else{let Ce=Math.min(parseInt(_)/o,parseInt(T)/s),xe=Math.max(parseInt(A)/o,parseInt(E)/s),je=Ce<1?Ce:xe>1?xe:1;b=je,v=je}let{style:w}=U(this.shadowRoot,":host"),k=U(this.shadowRoot,"img").style,j=this.shadowRoot.querySelector("img"),Zt=Math.min(b,v)<1?"min":"max";w.setProperty(`${Zt}-width`,"initial","important"),w.setProperty(`${Zt}-height`,"initial","important"),w.width=`${o*b}px`,w.height=`${s*v}px`;let vt=()=>{k.width=`${this.imgWidth*b}px`,k.height=`${this.imgHeight*v}px`,k.display="block"};j.src!==d&&(j.onload=()=>{this.imgWidth=j.naturalWidth,this.imgHeight=j.naturalHeight,vt(),j.onload=null},j.src=d,vt()),vt(),k.transform=`translate(-${a*b}px, -${r*v}px)`}};ye=new WeakMap;Pt.shadowRootOptions={mode:"open"};Pt.getTemplateHTML=Dd;l.customElements.get("media-preview-thumbnail")||l.customElements.define("media-preview-thumbnail",Pt);var no=Pt;var Ms=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Wa=(t,e,i)=>(Ms(t,e,"read from private field"),i?i.call(t):e.get(t)),Cd=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Fa=(t,e,i,a)=>(Ms(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ke;function xd(t,e={}){return`
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
  `}function Od(t,e){return`
    <slot></slot>
  `}var we=class extends l.HTMLElement{constructor(){if(super(),Cd(this,ke,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER]}attributeChangedCallback(e,i,a){var r,o,s,d,c;e===S.MEDIA_CONTROLLER&&(i&&((o=(r=Wa(this,ke))==null?void 0:r.unassociateElement)==null||o.call(r,this),Fa(this,ke,null)),a&&this.isConnected&&(Fa(this,ke,(s=this.getRootNode())==null?void 0:s.getElementById(a)),(c=(d=Wa(this,ke))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i,a;let{style:r}=U(this.shadowRoot,":host");r.setProperty("display",`var(--media-control-display, var(--${this.localName}-display, inline-flex))`);let o=this.getAttribute(S.MEDIA_CONTROLLER);o&&(Fa(this,ke,(e=this.getRootNode())==null?void 0:e.getElementById(o)),(a=(i=Wa(this,ke))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=Wa(this,ke))==null?void 0:e.unassociateElement)==null||i.call(e,this),Fa(this,ke,null)}};ke=new WeakMap;we.shadowRootOptions={mode:"open"};we.getTemplateHTML=xd;we.getSlotTemplateHTML=Od;l.customElements.get("media-text-display")||l.customElements.define("media-text-display",we);var Ls=[{singular:"hour",plural:"hours"},{singular:"minute",plural:"minutes"},{singular:"second",plural:"seconds"}],Rs=(t,e)=>{let i=t===1?f(Ls[e].singular):f(Ls[e].plural);return`${t} ${i}`},so=t=>{if(!Lt(t))return"";let e=Math.abs(t),i=e!==t,a=new Date(0,0,0,0,0,e,0),o=[a.getHours(),a.getMinutes(),a.getSeconds()].map((s,d)=>s&&Rs(s,d)).filter(s=>s).join(", ");return i?f("{time} remaining",{time:o}):e===0?Rs(0,2):o};function lo(t,e){let i=!1;t<0&&(i=!0,t=0-t),t=t<0?0:t;let a=Math.floor(t%60),r=Math.floor(t/60%60),o=Math.floor(t/3600),s=Math.floor(e/60%60),d=Math.floor(e/3600);return(isNaN(t)||t===1/0)&&(o=r=a="0"),o=o>0||d>0?o+":":"",r=((o||s>=10)&&r<10?"0"+r:r)+":",a=a<10?"0"+a:a,(i?"-":"")+o+r+a}var Oh=Object.freeze({length:0,start(t){let e=t>>>0;if(e>=this.length)throw new DOMException(`Failed to execute 'start' on 'TimeRanges': The index provided (${e}) is greater than or equal to the maximum bound (${this.length}).`);return 0},end(t){let e=t>>>0;if(e>=this.length)throw new DOMException(`Failed to execute 'end' on 'TimeRanges': The index provided (${e}) is greater than or equal to the maximum bound (${this.length}).`);return 0}});var Cs=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Ds=(t,e,i)=>(Cs(t,e,"read from private field"),i?i.call(t):e.get(t)),Ud=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Pd=(t,e,i,a)=>(Cs(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Ai,co=class extends we{constructor(){super(),Ud(this,Ai,void 0),Pd(this,Ai,this.shadowRoot.querySelector("slot")),Ds(this,Ai).textContent=lo(0)}static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_PREVIEW_TIME]}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===n.MEDIA_PREVIEW_TIME&&a!=null&&(Ds(this,Ai).textContent=lo(parseFloat(a)))}get mediaPreviewTime(){return Y(this,n.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){Q(this,n.MEDIA_PREVIEW_TIME,e)}};Ai=new WeakMap;l.customElements.get("media-preview-time-display")||l.customElements.define("media-preview-time-display",co);var xs=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Nd=(t,e,i)=>(xs(t,e,"read from private field"),i?i.call(t):e.get(t)),Hd=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Wd=(t,e,i,a)=>(xs(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),$a,uo=class extends we{constructor(){super(),Hd(this,$a,void 0),Wd(this,$a,this.shadowRoot.querySelector("slot"))}static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_PREVIEW_CHAPTER,n.MEDIA_LANG]}attributeChangedCallback(e,i,a){if(super.attributeChangedCallback(e,i,a),(e===n.MEDIA_PREVIEW_CHAPTER||e===n.MEDIA_LANG)&&a!==i&&a!=null)if(Nd(this,$a).textContent=a,a!==""){let r=f("chapter: {chapterName}",{chapterName:a});this.setAttribute("aria-valuetext",r)}else this.removeAttribute("aria-valuetext")}get mediaPreviewChapter(){return R(this,n.MEDIA_PREVIEW_CHAPTER)}set mediaPreviewChapter(e){L(this,n.MEDIA_PREVIEW_CHAPTER,e)}};$a=new WeakMap;l.customElements.get("media-preview-chapter-display")||l.customElements.define("media-preview-chapter-display",uo);var Os=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Z=(t,e,i)=>(Os(t,e,"read from private field"),i?i.call(t):e.get(t)),Me=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},le=(t,e,i,a)=>(Os(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Fd=(t,e,i,a)=>({set _(r){le(t,e,r,i)},get _(){return Z(t,e,a)}}),Nt,Ba,Ht,Ti,Va,Ka,Ga,Wt,ut,qa,Ya=class{constructor(e,i,a){Me(this,Nt,void 0),Me(this,Ba,void 0),Me(this,Ht,void 0),Me(this,Ti,void 0),Me(this,Va,void 0),Me(this,Ka,void 0),Me(this,Ga,void 0),Me(this,Wt,void 0),Me(this,ut,0),Me(this,qa,(r=performance.now())=>{le(this,ut,requestAnimationFrame(Z(this,qa))),le(this,Ti,performance.now()-Z(this,Ht));let o=1e3/this.fps;if(Z(this,Ti)>o){le(this,Ht,r-Z(this,Ti)%o);let s=1e3/((r-Z(this,Ba))/++Fd(this,Va)._),d=(r-Z(this,Ka))/1e3/this.duration,c=Z(this,Ga)+d*this.playbackRate;c-Z(this,Nt).valueAsNumber>0?le(this,Wt,this.playbackRate/this.duration/s):(le(this,Wt,.995*Z(this,Wt)),c=Z(this,Nt).valueAsNumber+Z(this,Wt)),this.callback(c)}}),le(this,Nt,e),this.callback=i,this.fps=a}start(){Z(this,ut)===0&&(le(this,Ht,performance.now()),le(this,Ba,Z(this,Ht)),le(this,Va,0),Z(this,qa).call(this))}stop(){Z(this,ut)!==0&&(cancelAnimationFrame(Z(this,ut)),le(this,ut,0))}update({start:e,duration:i,playbackRate:a}){let r=e-Z(this,Nt).valueAsNumber,o=Math.abs(i-this.duration);(r>0||r<-.5/i||o>=.5)&&this.callback(e),le(this,Ga,e),le(this,Ka,performance.now()),this.duration=i,this.playbackRate=a}};Nt=new WeakMap;Ba=new WeakMap;Ht=new WeakMap;Ti=new WeakMap;Va=new WeakMap;Ka=new WeakMap;Ga=new WeakMap;Wt=new WeakMap;ut=new WeakMap;qa=new WeakMap;var Eo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},P=(t,e,i)=>(Eo(t,e,"read from private field"),i?i.call(t):e.get(t)),G=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},de=(t,e,i,a)=>(Eo(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ce=(t,e,i)=>(Eo(t,e,"access private method"),i),Ft,Xe,Za,Ii,Xa,za,yi,ki,$t,Bt,Si,ho,Us,mo,Ja,fo,ja,go,er,_o,po,Ps,wi,tr,vo,Ns,$d=t=>{let e=t.range,i=so(+Hs(t)),a=so(+t.mediaSeekableEnd),r=i&&a?f("{currentTime} of {totalTime}",{currentTime:i,totalTime:a}):f("video not loaded, unknown time.");e.setAttribute("aria-valuetext",r)};function Bd(t){return`
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

      :host(:is([${n.MEDIA_PREVIEW_IMAGE}], [${n.MEDIA_PREVIEW_TIME}])[dragging]) [part~="preview-box"] {
        transition-duration: var(--media-preview-transition-duration-in, .5s);
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
        opacity: 1;
      }

      @media (hover: hover) {
        :host(:is([${n.MEDIA_PREVIEW_IMAGE}], [${n.MEDIA_PREVIEW_TIME}]):hover) [part~="preview-box"] {
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

      :host([${n.MEDIA_PREVIEW_IMAGE}][dragging]) media-preview-thumbnail,
      :host([${n.MEDIA_PREVIEW_IMAGE}][dragging]) ::slotted(media-preview-thumbnail) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
      }

      @media (hover: hover) {
        :host([${n.MEDIA_PREVIEW_IMAGE}]:hover) media-preview-thumbnail,
        :host([${n.MEDIA_PREVIEW_IMAGE}]:hover) ::slotted(media-preview-thumbnail) {
          transition-delay: var(--media-preview-transition-delay-in, .25s);
          visibility: visible;
        }

        :host([${n.MEDIA_PREVIEW_TIME}]:hover) {
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

      :host([${n.MEDIA_PREVIEW_IMAGE}]) media-preview-chapter-display,
      :host([${n.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-chapter-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-chapter-border-radius, 0);
        padding: var(--media-preview-chapter-padding, 3.5px 9px 0);
        margin: var(--media-preview-chapter-margin, 0);
        min-width: 100%;
      }

      media-preview-chapter-display[${n.MEDIA_PREVIEW_CHAPTER}],
      ::slotted(media-preview-chapter-display[${n.MEDIA_PREVIEW_CHAPTER}]) {
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

      :host([${n.MEDIA_PREVIEW_IMAGE}]) media-preview-time-display,
      :host([${n.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-time-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-time-border-radius,
          0 0 var(--media-preview-border-radius) var(--media-preview-border-radius));
        min-width: 100%;
      }

      :host([${n.MEDIA_PREVIEW_TIME}]:hover) {
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
          <template shadowrootmode="${no.shadowRootOptions.mode}">
            ${no.getTemplateHTML({})}
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
  `}var Qa=(t,e=t.mediaCurrentTime)=>{let i=Number.isFinite(t.mediaSeekableStart)?t.mediaSeekableStart:0,a=Number.isFinite(t.mediaDuration)?t.mediaDuration:t.mediaSeekableEnd;if(Number.isNaN(a))return 0;let r=(e-i)/(a-i);return Math.max(0,Math.min(r,1))},Hs=(t,e=t.range.valueAsNumber)=>{let i=Number.isFinite(t.mediaSeekableStart)?t.mediaSeekableStart:0,a=Number.isFinite(t.mediaDuration)?t.mediaDuration:t.mediaSeekableEnd;return Number.isNaN(a)?0:e*(a-i)+i},Mi=class extends Ie{constructor(){super(),G(this,ho),G(this,Ja),G(this,ja),G(this,er),G(this,po),G(this,wi),G(this,vo),G(this,Ft,null),G(this,Xe,void 0),G(this,Za,void 0),G(this,Ii,void 0),G(this,Xa,void 0),G(this,za,void 0),G(this,yi,void 0),G(this,ki,void 0),G(this,$t,void 0),G(this,Bt,void 0),G(this,Si,()=>{ce(this,ho,Us).call(this)?P(this,Xe).start():P(this,Xe).stop()}),G(this,mo,a=>{this.dragging||(Lt(a)&&(this.range.valueAsNumber=a),P(this,Bt)||this.updateBar())}),this.shadowRoot.querySelector("#track").insertAdjacentHTML("afterbegin",'<div id="buffered" part="buffered"></div>'),de(this,Za,this.shadowRoot.querySelectorAll('[part~="box"]')),de(this,Xa,this.shadowRoot.querySelector('[part~="preview-box"]')),de(this,za,this.shadowRoot.querySelector('[part~="current-box"]'));let i=getComputedStyle(this);de(this,yi,parseInt(i.getPropertyValue("--media-box-padding-left"))),de(this,ki,parseInt(i.getPropertyValue("--media-box-padding-right"))),de(this,Xe,new Ya(this.range,P(this,mo),60))}static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_PAUSED,n.MEDIA_DURATION,n.MEDIA_SEEKABLE,n.MEDIA_CURRENT_TIME,n.MEDIA_PREVIEW_IMAGE,n.MEDIA_PREVIEW_TIME,n.MEDIA_PREVIEW_CHAPTER,n.MEDIA_BUFFERED,n.MEDIA_PLAYBACK_RATE,n.MEDIA_LOADING,n.MEDIA_ENDED]}connectedCallback(){var e;super.connectedCallback(),this.range.setAttribute("aria-label",f("seek")),P(this,Si).call(this),de(this,Ft,this.getRootNode()),(e=P(this,Ft))==null||e.addEventListener("transitionstart",this)}disconnectedCallback(){var e;super.disconnectedCallback(),P(this,Xe).stop(),(e=P(this,Ft))==null||e.removeEventListener("transitionstart",this),de(this,Ft,null)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),i!=a&&(e===n.MEDIA_CURRENT_TIME||e===n.MEDIA_PAUSED||e===n.MEDIA_ENDED||e===n.MEDIA_LOADING||e===n.MEDIA_DURATION||e===n.MEDIA_SEEKABLE?(P(this,Xe).update({start:Qa(this),duration:this.mediaSeekableEnd-this.mediaSeekableStart,playbackRate:this.mediaPlaybackRate}),P(this,Si).call(this),$d(this)):e===n.MEDIA_BUFFERED&&this.updateBufferedBar(),(e===n.MEDIA_DURATION||e===n.MEDIA_SEEKABLE)&&(this.mediaChaptersCues=P(this,$t),this.updateBar()))}get mediaChaptersCues(){return P(this,$t)}set mediaChaptersCues(e){var i;de(this,$t,e),this.updateSegments((i=P(this,$t))==null?void 0:i.map(a=>({start:Qa(this,a.startTime),end:Qa(this,a.endTime)})))}get mediaPaused(){return I(this,n.MEDIA_PAUSED)}set mediaPaused(e){y(this,n.MEDIA_PAUSED,e)}get mediaLoading(){return I(this,n.MEDIA_LOADING)}set mediaLoading(e){y(this,n.MEDIA_LOADING,e)}get mediaDuration(){return Y(this,n.MEDIA_DURATION)}set mediaDuration(e){Q(this,n.MEDIA_DURATION,e)}get mediaCurrentTime(){return Y(this,n.MEDIA_CURRENT_TIME)}set mediaCurrentTime(e){Q(this,n.MEDIA_CURRENT_TIME,e)}get mediaPlaybackRate(){return Y(this,n.MEDIA_PLAYBACK_RATE,1)}set mediaPlaybackRate(e){Q(this,n.MEDIA_PLAYBACK_RATE,e)}get mediaBuffered(){let e=this.getAttribute(n.MEDIA_BUFFERED);return e?e.split(" ").map(i=>i.split(":").map(a=>+a)):[]}set mediaBuffered(e){if(!e){this.removeAttribute(n.MEDIA_BUFFERED);return}let i=e.map(a=>a.join(":")).join(" ");this.setAttribute(n.MEDIA_BUFFERED,i)}get mediaSeekable(){let e=this.getAttribute(n.MEDIA_SEEKABLE);if(e)return e.split(":").map(i=>+i)}set mediaSeekable(e){if(e==null){this.removeAttribute(n.MEDIA_SEEKABLE);return}this.setAttribute(n.MEDIA_SEEKABLE,e.join(":"))}get mediaSeekableEnd(){var e;let[,i=this.mediaDuration]=(e=this.mediaSeekable)!=null?e:[];return i}get mediaSeekableStart(){var e;let[i=0]=(e=this.mediaSeekable)!=null?e:[];return i}get mediaPreviewImage(){return R(this,n.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){L(this,n.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewTime(){return Y(this,n.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){Q(this,n.MEDIA_PREVIEW_TIME,e)}get mediaEnded(){return I(this,n.MEDIA_ENDED)}set mediaEnded(e){y(this,n.MEDIA_ENDED,e)}updateBar(){super.updateBar(),this.updateBufferedBar(),this.updateCurrentBox()}updateBufferedBar(){var e;let i=this.mediaBuffered;if(!i.length)return;let a;if(this.mediaEnded)a=1;else{let o=this.mediaCurrentTime,[,s=this.mediaSeekableStart]=(e=i.find(([d,c])=>d<=o&&o<=c))!=null?e:[];a=Qa(this,s)}let{style:r}=U(this.shadowRoot,"#buffered");r.setProperty("width",`${a*100}%`)}updateCurrentBox(){if(!this.shadowRoot.querySelector('slot[name="current"]').assignedElements().length)return;let i=U(this.shadowRoot,"#current-rail"),a=U(this.shadowRoot,'[part~="current-box"]'),r=ce(this,Ja,fo).call(this,P(this,za)),o=ce(this,ja,go).call(this,r,this.range.valueAsNumber),s=ce(this,er,_o).call(this,r,this.range.valueAsNumber);i.style.transform=`translateX(${o})`,i.style.setProperty("--_range-width",`${r.range.width}`),a.style.setProperty("--_box-shift",`${s}`),a.style.setProperty("--_box-width",`${r.box.width}px`),a.style.setProperty("visibility","initial")}handleEvent(e){switch(super.handleEvent(e),e.type){case"input":ce(this,vo,Ns).call(this);break;case"pointermove":ce(this,po,Ps).call(this,e);break;case"pointerup":P(this,Bt)&&de(this,Bt,!1);break;case"pointerdown":de(this,Bt,!0);break;case"pointerleave":ce(this,wi,tr).call(this,null);break;case"transitionstart":oe(e.target,this)&&setTimeout(()=>P(this,Si).call(this),0);break}}};Ft=new WeakMap;Xe=new WeakMap;Za=new WeakMap;Ii=new WeakMap;Xa=new WeakMap;za=new WeakMap;yi=new WeakMap;ki=new WeakMap;$t=new WeakMap;Bt=new WeakMap;Si=new WeakMap;ho=new WeakSet;Us=function(){return this.isConnected&&!this.mediaPaused&&!this.mediaLoading&&!this.mediaEnded&&this.mediaSeekableEnd>0&&Xi(this)};mo=new WeakMap;Ja=new WeakSet;fo=function(t){var e;let a=((e=this.getAttribute("bounds")?_e(this,`#${this.getAttribute("bounds")}`):this.parentElement)!=null?e:this).getBoundingClientRect(),r=this.range.getBoundingClientRect(),o=t.offsetWidth,s=-(r.left-a.left-o/2),d=a.right-r.left-o/2;return{box:{width:o,min:s,max:d},bounds:a,range:r}};ja=new WeakSet;go=function(t,e){let i=`${e*100}%`,{width:a,min:r,max:o}=t.box;if(!a)return i;if(Number.isNaN(r)||(i=`max(${`calc(1 / var(--_range-width) * 100 * ${r}% + var(--media-box-padding-left))`}, ${i})`),!Number.isNaN(o)){let d=`calc(1 / var(--_range-width) * 100 * ${o}% - var(--media-box-padding-right))`;i=`min(${i}, ${d})`}return i};er=new WeakSet;_o=function(t,e){let{width:i,min:a,max:r}=t.box,o=e*t.range.width;if(o<a+P(this,yi)){let s=t.range.left-t.bounds.left-P(this,yi);return`${o-i/2+s}px`}if(o>r-P(this,ki)){let s=t.bounds.right-t.range.right-P(this,ki);return`${o+i/2-s-t.range.width}px`}return 0};po=new WeakSet;Ps=function(t){let e=[...P(this,Za)].some(T=>t.composedPath().includes(T));if(!this.dragging&&(e||!t.composedPath().includes(this))){ce(this,wi,tr).call(this,null);return}let i=this.mediaSeekableEnd;if(!i)return;let a=U(this.shadowRoot,"#preview-rail"),r=U(this.shadowRoot,'[part~="preview-box"]'),o=ce(this,Ja,fo).call(this,P(this,Xa)),s=(t.clientX-o.range.left)/o.range.width;s=Math.max(0,Math.min(1,s));let d=ce(this,ja,go).call(this,o,s),c=ce(this,er,_o).call(this,o,s);a.style.transform=`translateX(${d})`,a.style.setProperty("--_range-width",`${o.range.width}`),r.style.setProperty("--_box-shift",`${c}`),r.style.setProperty("--_box-width",`${o.box.width}px`);let _=Math.round(P(this,Ii))-Math.round(s*i);Math.abs(_)<1&&s>.01&&s<.99||(de(this,Ii,s*i),ce(this,wi,tr).call(this,P(this,Ii)))};wi=new WeakSet;tr=function(t){this.dispatchEvent(new l.CustomEvent(h.MEDIA_PREVIEW_REQUEST,{composed:!0,bubbles:!0,detail:t}))};vo=new WeakSet;Ns=function(){P(this,Xe).stop();let t=Hs(this);this.dispatchEvent(new l.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:t}))};Mi.shadowRootOptions={mode:"open"};Mi.getContainerTemplateHTML=Bd;l.customElements.get("media-time-range")||l.customElements.define("media-time-range",Mi);var Vd=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M22.83 5.68a2.58 2.58 0 0 0-2.3-2.5c-3.62-.24-11.44-.24-15.06 0a2.58 2.58 0 0 0-2.3 2.5c-.23 4.21-.23 8.43 0 12.64a2.58 2.58 0 0 0 2.3 2.5c3.62.24 11.44.24 15.06 0a2.58 2.58 0 0 0 2.3-2.5c.23-4.21.23-8.43 0-12.64Zm-11.39 9.45a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.92 3.92 0 0 1 .92-2.77 3.18 3.18 0 0 1 2.43-1 2.94 2.94 0 0 1 2.13.78c.364.359.62.813.74 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.17 1.61 1.61 0 0 0-1.29.58 2.79 2.79 0 0 0-.5 1.89 3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.48 1.48 0 0 0 1-.37 2.1 2.1 0 0 0 .59-1.14l1.4.44a3.23 3.23 0 0 1-1.07 1.69Zm7.22 0a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.88 3.88 0 0 1 .93-2.77 3.14 3.14 0 0 1 2.42-1 3 3 0 0 1 2.16.82 2.8 2.8 0 0 1 .73 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.21 1.61 1.61 0 0 0-1.29.58A2.79 2.79 0 0 0 15 12a3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.44 1.44 0 0 0 1-.37 2.1 2.1 0 0 0 .6-1.15l1.4.44a3.17 3.17 0 0 1-1.1 1.7Z"/>
</svg>`,Kd=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M17.73 14.09a1.4 1.4 0 0 1-1 .37 1.579 1.579 0 0 1-1.27-.58A3 3 0 0 1 15 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34A2.89 2.89 0 0 0 19 9.07a3 3 0 0 0-2.14-.78 3.14 3.14 0 0 0-2.42 1 3.91 3.91 0 0 0-.93 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.17 3.17 0 0 0 1.07-1.74l-1.4-.45c-.083.43-.3.822-.62 1.12Zm-7.22 0a1.43 1.43 0 0 1-1 .37 1.58 1.58 0 0 1-1.27-.58A3 3 0 0 1 7.76 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34a2.81 2.81 0 0 0-.74-1.32 2.94 2.94 0 0 0-2.13-.78 3.18 3.18 0 0 0-2.43 1 4 4 0 0 0-.92 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.23 3.23 0 0 0 1.07-1.74l-1.4-.45a2.06 2.06 0 0 1-.6 1.07Zm12.32-8.41a2.59 2.59 0 0 0-2.3-2.51C18.72 3.05 15.86 3 13 3c-2.86 0-5.72.05-7.53.17a2.59 2.59 0 0 0-2.3 2.51c-.23 4.207-.23 8.423 0 12.63a2.57 2.57 0 0 0 2.3 2.5c1.81.13 4.67.19 7.53.19 2.86 0 5.72-.06 7.53-.19a2.57 2.57 0 0 0 2.3-2.5c.23-4.207.23-8.423 0-12.63Zm-1.49 12.53a1.11 1.11 0 0 1-.91 1.11c-1.67.11-4.45.18-7.43.18-2.98 0-5.76-.07-7.43-.18a1.11 1.11 0 0 1-.91-1.11c-.21-4.14-.21-8.29 0-12.43a1.11 1.11 0 0 1 .91-1.11C7.24 4.56 10 4.49 13 4.49s5.76.07 7.43.18a1.11 1.11 0 0 1 .91 1.11c.21 4.14.21 8.29 0 12.43Z"/>
</svg>`;function Gd(t){return`
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
      <slot name="on">${Vd}</slot>
      <slot name="off">${Kd}</slot>
    </slot>
  `}function qd(){return`
    <slot name="tooltip-enable">${f("Enable captions")}</slot>
    <slot name="tooltip-disable">${f("Disable captions")}</slot>
  `}var Ws=t=>{t.setAttribute("aria-checked",Kn(t).toString())},Li=class extends B{static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_SUBTITLES_LIST,n.MEDIA_SUBTITLES_SHOWING]}connectedCallback(){super.connectedCallback(),this.setAttribute("role","button"),this.setAttribute("aria-label",f("closed captions")),Ws(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===n.MEDIA_SUBTITLES_SHOWING&&Ws(this)}get mediaSubtitlesList(){return Fs(this,n.MEDIA_SUBTITLES_LIST)}set mediaSubtitlesList(e){$s(this,n.MEDIA_SUBTITLES_LIST,e)}get mediaSubtitlesShowing(){return Fs(this,n.MEDIA_SUBTITLES_SHOWING)}set mediaSubtitlesShowing(e){$s(this,n.MEDIA_SUBTITLES_SHOWING,e)}handleClick(){this.dispatchEvent(new l.CustomEvent(h.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}))}};Li.getSlotTemplateHTML=Gd;Li.getTooltipContentHTML=qd;var Fs=(t,e)=>{let i=t.getAttribute(e);return i?Or(i):[]},$s=(t,e,i)=>{if(!i?.length){t.removeAttribute(e);return}let a=ui(i);t.getAttribute(e)!==a&&t.setAttribute(e,a)};l.customElements.get("media-captions-button")||l.customElements.define("media-captions-button",Li);var Bs=`<svg aria-hidden="true" viewBox="0 0 28 24">
  <path d="M24 3H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h20a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1Zm-1 16H5V5h18v14Zm-3-8h-7v5h7v-5Z"/>
</svg>`;function Yd(t){return`
    <style>
      :host([${n.MEDIA_IS_PIP}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      :host(:not([${n.MEDIA_IS_PIP}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${n.MEDIA_IS_PIP}]) slot[name=tooltip-enter],
      :host(:not([${n.MEDIA_IS_PIP}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${Bs}</slot>
      <slot name="exit">${Bs}</slot>
    </slot>
  `}function Qd(){return`
    <slot name="tooltip-enter">${f("Enter picture in picture mode")}</slot>
    <slot name="tooltip-exit">${f("Exit picture in picture mode")}</slot>
  `}var Vs=t=>{let e=t.mediaIsPip?f("exit picture in picture mode"):f("enter picture in picture mode");t.setAttribute("aria-label",e)},Ri=class extends B{static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_IS_PIP,n.MEDIA_PIP_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),Vs(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===n.MEDIA_IS_PIP&&Vs(this)}get mediaPipUnavailable(){return R(this,n.MEDIA_PIP_UNAVAILABLE)}set mediaPipUnavailable(e){L(this,n.MEDIA_PIP_UNAVAILABLE,e)}get mediaIsPip(){return I(this,n.MEDIA_IS_PIP)}set mediaIsPip(e){y(this,n.MEDIA_IS_PIP,e)}handleClick(){let e=this.mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST;this.dispatchEvent(new l.CustomEvent(e,{composed:!0,bubbles:!0}))}};Ri.getSlotTemplateHTML=Yd;Ri.getTooltipContentHTML=Qd;l.customElements.get("media-pip-button")||l.customElements.define("media-pip-button",Ri);var Gs=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},zd=(t,e,i)=>(Gs(t,e,"read from private field"),i?i.call(t):e.get(t)),Zd=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},Xd=(t,e,i,a)=>(Gs(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),ir,Jd=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M16 3v2.5h3.5V9H22V3h-6ZM4 9h2.5V5.5H10V3H4v6Zm15.5 9.5H16V21h6v-6h-2.5v3.5ZM6.5 15H4v6h6v-2.5H6.5V15Z"/>
</svg>`,jd=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M18.5 6.5V3H16v6h6V6.5h-3.5ZM16 21h2.5v-3.5H22V15h-6v6ZM4 17.5h3.5V21H10v-6H4v2.5Zm3.5-11H4V9h6V3H7.5v3.5Z"/>
</svg>`;function ec(t){return`
    <style>
      :host([${n.MEDIA_IS_FULLSCREEN}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      
      :host(:not([${n.MEDIA_IS_FULLSCREEN}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${n.MEDIA_IS_FULLSCREEN}]) slot[name=tooltip-enter],
      :host(:not([${n.MEDIA_IS_FULLSCREEN}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${Jd}</slot>
      <slot name="exit">${jd}</slot>
    </slot>
  `}function tc(){return`
    <slot name="tooltip-enter">${f("Enter fullscreen mode")}</slot>
    <slot name="tooltip-exit">${f("Exit fullscreen mode")}</slot>
  `}var Ks=t=>{let e=t.mediaIsFullscreen?f("exit fullscreen mode"):f("enter fullscreen mode");t.setAttribute("aria-label",e)},Di=class extends B{constructor(){super(...arguments),Zd(this,ir,null)}static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_IS_FULLSCREEN,n.MEDIA_FULLSCREEN_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),Ks(this)}attributeChangedCallback(e,i,a){super.attributeChangedCallback(e,i,a),e===n.MEDIA_IS_FULLSCREEN&&Ks(this)}get mediaFullscreenUnavailable(){return R(this,n.MEDIA_FULLSCREEN_UNAVAILABLE)}set mediaFullscreenUnavailable(e){L(this,n.MEDIA_FULLSCREEN_UNAVAILABLE,e)}get mediaIsFullscreen(){return I(this,n.MEDIA_IS_FULLSCREEN)}set mediaIsFullscreen(e){y(this,n.MEDIA_IS_FULLSCREEN,e)}handleClick(e){Xd(this,ir,e);let i=zd(this,ir)instanceof PointerEvent,a=this.mediaIsFullscreen?new l.CustomEvent(h.MEDIA_EXIT_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0}):new l.CustomEvent(h.MEDIA_ENTER_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0,detail:i});this.dispatchEvent(a)}};ir=new WeakMap;Di.getSlotTemplateHTML=ec;Di.getTooltipContentHTML=tc;l.customElements.get("media-fullscreen-button")||l.customElements.define("media-fullscreen-button",Di);var Ys=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Ci=(t,e,i)=>(Ys(t,e,"read from private field"),i?i.call(t):e.get(t)),qs=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},xi=(t,e,i,a)=>(Ys(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Le,rr,ar={LOADING_DELAY:"loadingdelay",NO_AUTOHIDE:"noautohide"},Qs=500,ic=`
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
`;function ac(t){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-loading-indicator-display, inline-block));
        vertical-align: middle;
        box-sizing: border-box;
        --_loading-indicator-delay: var(--media-loading-indicator-transition-delay, ${Qs}ms);
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

      :host([${n.MEDIA_LOADING}]:not([${n.MEDIA_PAUSED}])) slot[name=icon] > *,
      :host([${n.MEDIA_LOADING}]:not([${n.MEDIA_PAUSED}])) ::slotted([slot=icon]) {
        opacity: var(--media-loading-indicator-opacity, 1);
        transition: opacity 0.15s var(--_loading-indicator-delay);
      }

      :host #status {
        visibility: var(--media-loading-indicator-opacity, hidden);
        transition: visibility 0.15s;
      }

      :host([${n.MEDIA_LOADING}]:not([${n.MEDIA_PAUSED}])) #status {
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

    <slot name="icon">${ic}</slot>
    <div id="status" role="status" aria-live="polite">${f("media loading")}</div>
  `}var Oi=class extends l.HTMLElement{constructor(){if(super(),qs(this,Le,void 0),qs(this,rr,Qs),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[S.MEDIA_CONTROLLER,n.MEDIA_PAUSED,n.MEDIA_LOADING,ar.LOADING_DELAY]}attributeChangedCallback(e,i,a){var r,o,s,d,c;e===ar.LOADING_DELAY&&i!==a?this.loadingDelay=Number(a):e===S.MEDIA_CONTROLLER&&(i&&((o=(r=Ci(this,Le))==null?void 0:r.unassociateElement)==null||o.call(r,this),xi(this,Le,null)),a&&this.isConnected&&(xi(this,Le,(s=this.getRootNode())==null?void 0:s.getElementById(a)),(c=(d=Ci(this,Le))==null?void 0:d.associateElement)==null||c.call(d,this)))}connectedCallback(){var e,i,a;let r=this.getAttribute(S.MEDIA_CONTROLLER);r&&(xi(this,Le,(e=this.getRootNode())==null?void 0:e.getElementById(r)),(a=(i=Ci(this,Le))==null?void 0:i.associateElement)==null||a.call(i,this))}disconnectedCallback(){var e,i;(i=(e=Ci(this,Le))==null?void 0:e.unassociateElement)==null||i.call(e,this),xi(this,Le,null)}get loadingDelay(){return Ci(this,rr)}set loadingDelay(e){xi(this,rr,e);let{style:i}=U(this.shadowRoot,":host");i.setProperty("--_loading-indicator-delay",`var(--media-loading-indicator-transition-delay, ${e}ms)`)}get mediaPaused(){return I(this,n.MEDIA_PAUSED)}set mediaPaused(e){y(this,n.MEDIA_PAUSED,e)}get mediaLoading(){return I(this,n.MEDIA_LOADING)}set mediaLoading(e){y(this,n.MEDIA_LOADING,e)}get mediaController(){return R(this,S.MEDIA_CONTROLLER)}set mediaController(e){L(this,S.MEDIA_CONTROLLER,e)}get noAutohide(){return I(this,ar.NO_AUTOHIDE)}set noAutohide(e){y(this,ar.NO_AUTOHIDE,e)}};Le=new WeakMap;rr=new WeakMap;Oi.shadowRootOptions={mode:"open"};Oi.getTemplateHTML=ac;l.customElements.get("media-loading-indicator")||l.customElements.define("media-loading-indicator",Oi);function zs({anchor:t,floating:e,placement:i}){let a=rc({anchor:t,floating:e}),{x:r,y:o}=nc(a,i);return{x:r,y:o}}function rc({anchor:t,floating:e}){return{anchor:oc(t,e.offsetParent),floating:{x:0,y:0,width:e.offsetWidth,height:e.offsetHeight}}}function oc(t,e){var i;let a=t.getBoundingClientRect(),r=(i=e?.getBoundingClientRect())!=null?i:{x:0,y:0};return{x:a.x-r.x,y:a.y-r.y,width:a.width,height:a.height}}function nc({anchor:t,floating:e},i){let a=sc(i)==="x"?"y":"x",r=a==="y"?"height":"width",o=Zs(i),s=t.x+t.width/2-e.width/2,d=t.y+t.height/2-e.height/2,c=t[r]/2-e[r]/2,_;switch(o){case"top":_={x:s,y:t.y-e.height};break;case"bottom":_={x:s,y:t.y+t.height};break;case"right":_={x:t.x+t.width,y:d};break;case"left":_={x:t.x-e.width,y:d};break;default:_={x:t.x,y:t.y}}switch(i.split("-")[1]){case"start":_[a]-=c;break;case"end":_[a]+=c;break}return _}function Zs(t){return t.split("-")[0]}function sc(t){return["top","bottom"].includes(Zs(t))?"y":"x"}var Vt=class extends Event{constructor({action:e="auto",relatedTarget:i,...a}){super("invoke",a),this.action=e,this.relatedTarget=i}},or=class extends Event{constructor({newState:e,oldState:i,...a}){super("toggle",a),this.newState=e,this.oldState=i}};var Do=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},D=(t,e,i)=>(Do(t,e,"read from private field"),i?i.call(t):e.get(t)),x=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},ue=(t,e,i,a)=>(Do(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),O=(t,e,i)=>(Do(t,e,"access private method"),i),Re,Je,We,nr,Ui,mt,Hi,bo,Xs,dr,Co,cr,sr,Ao,To,Js,So,js,Io,el,Kt,Gt,qt,Wi,ur,xo,yo,tl,Oo,il,ko,al,Uo,rl,wo,ol,Mo,nl,Pi,hr,Lo,sl,Ni,mr,lr,Ro;function Po({type:t,text:e,value:i,checked:a}){let r=H.createElement("media-chrome-menu-item");r.type=t??"",r.part.add("menu-item"),t&&r.part.add(t),r.value=i,r.checked=a;let o=H.createElement("span");return o.textContent=e,r.append(o),r}function No(t,e){let i=t.querySelector(`:scope > [slot="${e}"]`);if(i?.nodeName=="SLOT"&&(i=i.assignedElements({flatten:!0})[0]),i)return i=i.cloneNode(!0),i;let a=t.shadowRoot.querySelector(`[name="${e}"] > svg`);return a?a.cloneNode(!0):""}function lc(t){return`
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
  `}var ht={STYLE:"style",HIDDEN:"hidden",DISABLED:"disabled",ANCHOR:"anchor"},pt=class extends l.HTMLElement{constructor(){if(super(),x(this,bo),x(this,dr),x(this,sr),x(this,To),x(this,So),x(this,Io),x(this,qt),x(this,ur),x(this,yo),x(this,Oo),x(this,ko),x(this,Uo),x(this,wo),x(this,Mo),x(this,Pi),x(this,Lo),x(this,Ni),x(this,lr),x(this,Re,null),x(this,Je,null),x(this,We,null),x(this,nr,new Set),x(this,Ui,void 0),x(this,mt,!1),x(this,Hi,null),x(this,cr,()=>{let e=D(this,nr),i=new Set(this.items);for(let a of e)i.has(a)||this.dispatchEvent(new CustomEvent("removemenuitem",{detail:a}));for(let a of i)e.has(a)||this.dispatchEvent(new CustomEvent("addmenuitem",{detail:a}));ue(this,nr,i)}),x(this,Kt,()=>{O(this,qt,Wi).call(this),O(this,ur,xo).call(this,!1)}),x(this,Gt,()=>{O(this,qt,Wi).call(this)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=F(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}this.container=this.shadowRoot.querySelector("#container"),this.defaultSlot=this.shadowRoot.querySelector("slot:not([name])"),ue(this,Ui,new MutationObserver(D(this,cr)))}static get observedAttributes(){return[ht.DISABLED,ht.HIDDEN,ht.STYLE,ht.ANCHOR,S.MEDIA_CONTROLLER]}static formatMenuItemText(e,i){return e}enable(){this.addEventListener("click",this),this.addEventListener("focusout",this),this.addEventListener("keydown",this),this.addEventListener("invoke",this),this.addEventListener("toggle",this)}disable(){this.removeEventListener("click",this),this.removeEventListener("focusout",this),this.removeEventListener("keyup",this),this.removeEventListener("invoke",this),this.removeEventListener("toggle",this)}handleEvent(e){switch(e.type){case"slotchange":O(this,bo,Xs).call(this,e);break;case"invoke":O(this,To,Js).call(this,e);break;case"click":O(this,yo,tl).call(this,e);break;case"toggle":O(this,ko,al).call(this,e);break;case"focusout":O(this,wo,ol).call(this,e);break;case"keydown":O(this,Mo,nl).call(this,e);break}}connectedCallback(){var e,i;D(this,Ui).observe(this.defaultSlot,{childList:!0}),ue(this,Hi,ii(this.shadowRoot,":host")),O(this,sr,Ao).call(this),this.hasAttribute("disabled")||this.enable(),this.role||(this.role="menu"),ue(this,Re,Zi(this)),(i=(e=D(this,Re))==null?void 0:e.associateElement)==null||i.call(e,this),this.hidden||(Oe(Fi(this),D(this,Kt)),Oe(this,D(this,Gt))),O(this,dr,Co).call(this),this.shadowRoot.addEventListener("slotchange",this)}disconnectedCallback(){var e,i;D(this,Ui).disconnect(),Ue(Fi(this),D(this,Kt)),Ue(this,D(this,Gt)),this.disable(),(i=(e=D(this,Re))==null?void 0:e.unassociateElement)==null||i.call(e,this),ue(this,Re,null),ue(this,Je,null),ue(this,We,null),this.shadowRoot.removeEventListener("slotchange",this)}attributeChangedCallback(e,i,a){var r,o,s,d;e===ht.HIDDEN&&a!==i?(D(this,mt)||ue(this,mt,!0),this.hidden?O(this,Io,el).call(this):O(this,So,js).call(this),this.dispatchEvent(new or({oldState:this.hidden?"open":"closed",newState:this.hidden?"closed":"open",bubbles:!0}))):e===S.MEDIA_CONTROLLER?(i&&((o=(r=D(this,Re))==null?void 0:r.unassociateElement)==null||o.call(r,this),ue(this,Re,null)),a&&this.isConnected&&(ue(this,Re,Zi(this)),(d=(s=D(this,Re))==null?void 0:s.associateElement)==null||d.call(s,this))):e===ht.DISABLED&&a!==i?a==null?this.enable():this.disable():e===ht.STYLE&&a!==i&&O(this,sr,Ao).call(this)}formatMenuItemText(e,i){return this.constructor.formatMenuItemText(e,i)}get anchor(){return this.getAttribute("anchor")}set anchor(e){this.setAttribute("anchor",`${e}`)}get anchorElement(){var e;return this.anchor?(e=ti(this))==null?void 0:e.querySelector(`#${this.anchor}`):null}get items(){return this.defaultSlot.assignedElements({flatten:!0}).filter(dc)}get radioGroupItems(){return this.items.filter(e=>e.role==="menuitemradio")}get checkedItems(){return this.items.filter(e=>e.checked)}get value(){var e,i;return(i=(e=this.checkedItems[0])==null?void 0:e.value)!=null?i:""}set value(e){let i=this.items.find(a=>a.value===e);i&&O(this,lr,Ro).call(this,i)}focus(){if(ue(this,Je,ei()),this.items.length){O(this,Ni,mr).call(this,this.items[0]),this.items[0].focus();return}let e=this.querySelector('[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]');e?.focus()}handleSelect(e){var i;let a=O(this,Pi,hr).call(this,e);a&&(O(this,lr,Ro).call(this,a,a.type==="checkbox"),D(this,We)&&!this.hidden&&((i=D(this,Je))==null||i.focus(),this.hidden=!0))}get keysUsed(){return["Enter","Escape","Tab"," ","ArrowDown","ArrowUp","Home","End"]}handleMove(e){var i,a;let{key:r}=e,o=this.items,s=(a=(i=O(this,Pi,hr).call(this,e))!=null?i:O(this,Lo,sl).call(this))!=null?a:o[0],d=o.indexOf(s),c=Math.max(0,d);r==="ArrowDown"?c++:r==="ArrowUp"?c--:e.key==="Home"?c=0:e.key==="End"&&(c=o.length-1),c<0&&(c=o.length-1),c>o.length-1&&(c=0),O(this,Ni,mr).call(this,o[c]),o[c].focus()}};Re=new WeakMap;Je=new WeakMap;We=new WeakMap;nr=new WeakMap;Ui=new WeakMap;mt=new WeakMap;Hi=new WeakMap;bo=new WeakSet;Xs=function(t){let e=t.target;for(let i of e.assignedNodes({flatten:!0}))i.nodeType===3&&i.textContent.trim()===""&&i.remove();["header","title"].includes(e.name)&&O(this,dr,Co).call(this),e.name||D(this,cr).call(this)};dr=new WeakSet;Co=function(){let t=this.shadowRoot.querySelector('slot[name="header"]'),e=this.shadowRoot.querySelector('slot[name="title"]');t.hidden=e.assignedNodes().length===0&&t.assignedNodes().length===0};cr=new WeakMap;sr=new WeakSet;Ao=function(){var t;let e=this.shadowRoot.querySelector("#layout-row"),i=(t=getComputedStyle(this).getPropertyValue("--media-menu-layout"))==null?void 0:t.trim();e.setAttribute("media",i==="row"?"":"width:0")};To=new WeakSet;Js=function(t){ue(this,We,t.relatedTarget),oe(this,t.relatedTarget)||(this.hidden=!this.hidden)};So=new WeakSet;js=function(){var t;(t=D(this,We))==null||t.setAttribute("aria-expanded","true"),this.addEventListener("transitionend",()=>this.focus(),{once:!0}),Oe(Fi(this),D(this,Kt)),Oe(this,D(this,Gt))};Io=new WeakSet;el=function(){var t;(t=D(this,We))==null||t.setAttribute("aria-expanded","false"),Ue(Fi(this),D(this,Kt)),Ue(this,D(this,Gt))};Kt=new WeakMap;Gt=new WeakMap;qt=new WeakSet;Wi=function(t){if(this.hasAttribute("mediacontroller")&&!this.anchor||this.hidden||!this.anchorElement)return;let{x:e,y:i}=zs({anchor:this.anchorElement,floating:this,placement:"top-start"});t??(t=this.offsetWidth);let r=Fi(this).getBoundingClientRect(),o=r.width-e-t,s=r.height-i-this.offsetHeight,{style:d}=D(this,Hi);d.setProperty("position","absolute"),d.setProperty("right",`${Math.max(0,o)}px`),d.setProperty("--_menu-bottom",`${s}px`);let c=getComputedStyle(this),T=d.getPropertyValue("--_menu-bottom")===c.bottom?s:parseFloat(c.bottom),A=r.height-T-parseFloat(c.marginBottom);this.style.setProperty("--_menu-max-height",`${A}px`)};ur=new WeakSet;xo=function(t){let e=this.querySelector('[role="menuitem"][aria-haspopup][aria-expanded="true"]'),i=e?.querySelector('[role="menu"]'),{style:a}=D(this,Hi);if(t||a.setProperty("--media-menu-transition-in","none"),i){let r=i.offsetHeight,o=Math.max(i.offsetWidth,e.offsetWidth);this.style.setProperty("min-width",`${o}px`),this.style.setProperty("min-height",`${r}px`),O(this,qt,Wi).call(this,o)}else this.style.removeProperty("min-width"),this.style.removeProperty("min-height"),O(this,qt,Wi).call(this);a.removeProperty("--media-menu-transition-in")};yo=new WeakSet;tl=function(t){var e;if(t.stopPropagation(),t.composedPath().includes(D(this,Oo,il))){(e=D(this,Je))==null||e.focus(),this.hidden=!0;return}let i=O(this,Pi,hr).call(this,t);!i||i.hasAttribute("disabled")||(O(this,Ni,mr).call(this,i),this.handleSelect(t))};Oo=new WeakSet;il=function(){var t;return(t=this.shadowRoot.querySelector('slot[name="header"]').assignedElements({flatten:!0}))==null?void 0:t.find(i=>i.matches('button[part~="back"]'))};ko=new WeakSet;al=function(t){if(t.target===this)return;O(this,Uo,rl).call(this);let e=Array.from(this.querySelectorAll('[role="menuitem"][aria-haspopup]'));for(let i of e)i.invokeTargetElement!=t.target&&t.newState=="open"&&i.getAttribute("aria-expanded")=="true"&&!i.invokeTargetElement.hidden&&i.invokeTargetElement.dispatchEvent(new Vt({relatedTarget:i}));for(let i of e)i.setAttribute("aria-expanded",`${!i.submenuElement.hidden}`);O(this,ur,xo).call(this,!0)};Uo=new WeakSet;rl=function(){let e=this.querySelector('[role="menuitem"] > [role="menu"]:not([hidden])');this.container.classList.toggle("has-expanded",!!e)};wo=new WeakSet;ol=function(t){var e;oe(this,t.relatedTarget)||(D(this,mt)&&((e=D(this,Je))==null||e.focus()),D(this,We)&&D(this,We)!==t.relatedTarget&&!this.hidden&&(this.hidden=!0))};Mo=new WeakSet;nl=function(t){var e,i,a,r,o;let{key:s,ctrlKey:d,altKey:c,metaKey:_}=t;if(!(d||c||_)&&this.keysUsed.includes(s))if(t.preventDefault(),t.stopPropagation(),s==="Tab"){if(D(this,mt)){this.hidden=!0;return}t.shiftKey?(i=(e=this.previousElementSibling)==null?void 0:e.focus)==null||i.call(e):(r=(a=this.nextElementSibling)==null?void 0:a.focus)==null||r.call(a),this.blur()}else s==="Escape"?((o=D(this,Je))==null||o.focus(),D(this,mt)&&(this.hidden=!0)):s==="Enter"||s===" "?this.handleSelect(t):this.handleMove(t)};Pi=new WeakSet;hr=function(t){return t.composedPath().find(e=>["menuitemradio","menuitemcheckbox"].includes(e.role))};Lo=new WeakSet;sl=function(){return this.items.find(t=>t.tabIndex===0)};Ni=new WeakSet;mr=function(t){for(let e of this.items)e.tabIndex=e===t?0:-1};lr=new WeakSet;Ro=function(t,e){let i=[...this.checkedItems];t.type==="radio"&&this.radioGroupItems.forEach(a=>a.checked=!1),e?t.checked=!t.checked:t.checked=!0,this.checkedItems.some((a,r)=>a!=i[r])&&this.dispatchEvent(new Event("change",{bubbles:!0,composed:!0}))};pt.shadowRootOptions={mode:"open"};pt.getTemplateHTML=lc;function dc(t){return["menuitem","menuitemradio","menuitemcheckbox"].includes(t?.role)}function Fi(t){var e;return(e=t.getAttribute("bounds")?_e(t,`#${t.getAttribute("bounds")}`):Be(t)||t.parentElement)!=null?e:t}l.customElements.get("media-chrome-menu")||l.customElements.define("media-chrome-menu",pt);var Fo=(t,e,i)=>{if(!e.has(t))throw TypeError("Cannot "+i)},Fe=(t,e,i)=>(Fo(t,e,"read from private field"),i?i.call(t):e.get(t)),pr=(t,e,i)=>{if(e.has(t))throw TypeError("Cannot add the same private member more than once");e instanceof WeakSet?e.add(t):e.set(t,i)},ll=(t,e,i,a)=>(Fo(t,e,"write to private field"),a?a.call(t,i):e.set(t,i),i),Yt=(t,e,i)=>(Fo(t,e,"access private method"),i),$i,De,Qt,Bi,vr,Ho,Wo=class extends pt{constructor(){super(...arguments),pr(this,Qt),pr(this,vr),pr(this,$i,[]),pr(this,De,{})}static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_RENDITION_LIST,n.MEDIA_RENDITION_SELECTED,n.MEDIA_RENDITION_UNAVAILABLE,n.MEDIA_HEIGHT,n.MEDIA_WIDTH]}static formatMenuItemText(e,i){return super.formatMenuItemText(e,i)}static formatRendition(e,{showBitrate:i=!1}={}){let a=`${Math.min(e.width,e.height)}p`;if(i&&e.bitrate){let r=e.bitrate/1e6,o=`${r.toFixed(r<1?1:0)} Mbps`;return`${a} (${o})`}return this.formatMenuItemText(a,e)}static compareRendition(e,i){var a,r;return i.height===e.height?((a=i.bitrate)!=null?a:0)-((r=e.bitrate)!=null?r:0):i.height-e.height}attributeChangedCallback(e,i,a){if(super.attributeChangedCallback(e,i,a),i!==a)switch(e){case n.MEDIA_RENDITION_SELECTED:this.value=a??"auto",Yt(this,Qt,Bi).call(this);break;case n.MEDIA_RENDITION_LIST:ll(this,$i,Fn(a)),Yt(this,Qt,Bi).call(this);break;case n.MEDIA_HEIGHT:case n.MEDIA_WIDTH:Yt(this,Qt,Bi).call(this);break}}connectedCallback(){super.connectedCallback(),this.addEventListener("change",Yt(this,vr,Ho))}disconnectedCallback(){super.disconnectedCallback(),this.removeEventListener("change",Yt(this,vr,Ho))}get anchorElement(){return this.anchor!=="auto"?super.anchorElement:Be(this).querySelector("media-rendition-menu-button")}get mediaRenditionList(){return Fe(this,$i)}set mediaRenditionList(e){ll(this,$i,e),Yt(this,Qt,Bi).call(this)}get mediaRenditionSelected(){return R(this,n.MEDIA_RENDITION_SELECTED)}set mediaRenditionSelected(e){L(this,n.MEDIA_RENDITION_SELECTED,e)}get mediaHeight(){return Y(this,n.MEDIA_HEIGHT)}set mediaHeight(e){Q(this,n.MEDIA_HEIGHT,e)}get mediaWidth(){return Y(this,n.MEDIA_WIDTH)}set mediaWidth(e){Q(this,n.MEDIA_WIDTH,e)}compareRendition(e,i){return this.constructor.compareRendition(e,i)}formatMenuItemText(e,i){return this.constructor.formatMenuItemText(e,i)}formatRendition(e,i){return this.constructor.formatRendition(e,i)}showRenditionBitrate(e){return this.mediaRenditionList.some(i=>i!==e&&i.height===e.height&&i.bitrate!==e.bitrate)}};$i=new WeakMap;De=new WeakMap;Qt=new WeakSet;Bi=function(){let t=!this.mediaRenditionSelected;if(Fe(this,De).mediaRenditionList===JSON.stringify(this.mediaRenditionList)&&Fe(this,De).mediaHeight===this.mediaHeight&&Fe(this,De).mediaWidth===this.mediaWidth&&Fe(this,De).isAuto===t)return;Fe(this,De).mediaRenditionList=JSON.stringify(this.mediaRenditionList),Fe(this,De).mediaHeight=this.mediaHeight,Fe(this,De).mediaWidth=this.mediaWidth,Fe(this,De).isAuto=t;let e=this.mediaRenditionList.sort(this.compareRendition.bind(this)),i=e.find(s=>s.id===this.mediaRenditionSelected);for(let s of e)s.selected=s===i;this.defaultSlot.textContent="";for(let s of e){let d=this.formatRendition(s,{showBitrate:this.showRenditionBitrate(s)}),c=Po({type:"radio",text:d,value:`${s.id}`,checked:s.selected&&!t});c.prepend(No(this,"checked-indicator")),this.defaultSlot.append(c)}let a=i&&this.showRenditionBitrate(i),r;t&&(i?r=this.formatMenuItemText(`${f("Auto")} \u2022 ${this.formatRendition(i,{showBitrate:a})}`,i):this.mediaHeight>0&&this.mediaWidth>0&&(r=this.formatMenuItemText(`${f("Auto")} (${Math.min(this.mediaWidth,this.mediaHeight)}p)`))),r||(r=this.formatMenuItemText(f("Auto")));let o=Po({type:"radio",text:r,value:"auto",checked:t});o.dataset.description=r,o.prepend(No(this,"checked-indicator")),this.defaultSlot.append(o)};vr=new WeakSet;Ho=function(){if(this.value==null)return;let t=new l.CustomEvent(h.MEDIA_RENDITION_REQUEST,{composed:!0,bubbles:!0,detail:this.value});this.dispatchEvent(t)};l.customElements.get("media-rendition-menu")||l.customElements.define("media-rendition-menu",Wo);var Vi=class extends B{connectedCallback(){super.connectedCallback(),this.invokeTargetElement&&this.setAttribute("aria-haspopup","menu")}get invokeTarget(){return this.getAttribute("invoketarget")}set invokeTarget(e){this.setAttribute("invoketarget",`${e}`)}get invokeTargetElement(){var e;return this.invokeTarget?(e=ti(this))==null?void 0:e.querySelector(`#${this.invokeTarget}`):null}handleClick(){var e;(e=this.invokeTargetElement)==null||e.dispatchEvent(new Vt({relatedTarget:this}))}};l.customElements.get("media-chrome-menu-button")||l.customElements.define("media-chrome-menu-button",Vi);var cc=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M13.5 2.5h2v6h-2v-2h-11v-2h11v-2Zm4 2h4v2h-4v-2Zm-12 4h2v6h-2v-2h-3v-2h3v-2Zm4 2h12v2h-12v-2Zm1 4h2v6h-2v-2h-8v-2h8v-2Zm4 2h7v2h-7v-2Z" />
</svg>`;function uc(){return`
    <style>
      :host([aria-expanded="true"]) slot[name=tooltip] {
        display: none;
      }
    </style>
    <slot name="icon">${cc}</slot>
  `}function hc(){return f("Quality")}var Ki=class extends Vi{static get observedAttributes(){return[...super.observedAttributes,n.MEDIA_RENDITION_SELECTED,n.MEDIA_RENDITION_UNAVAILABLE,n.MEDIA_HEIGHT]}connectedCallback(){super.connectedCallback(),this.setAttribute("aria-label",f("quality"))}get invokeTargetElement(){return this.invokeTarget!=null?super.invokeTargetElement:Be(this).querySelector("media-rendition-menu")}get mediaRenditionSelected(){return R(this,n.MEDIA_RENDITION_SELECTED)}set mediaRenditionSelected(e){L(this,n.MEDIA_RENDITION_SELECTED,e)}get mediaHeight(){return Y(this,n.MEDIA_HEIGHT)}set mediaHeight(e){Q(this,n.MEDIA_HEIGHT,e)}};Ki.getSlotTemplateHTML=uc;Ki.getTooltipContentHTML=hc;l.customElements.get("media-rendition-menu-button")||l.customElements.define("media-rendition-menu-button",Ki);
